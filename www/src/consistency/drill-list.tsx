/** Problems to make on purpose. */
import { Panel } from '../shell/panel.tsx';
import { DrillRow } from './drill-row.tsx';
import { DRILLS } from './drills.ts';

export function Drills() {
  return (
    <Panel id="drills" title="Break something">
      <ul>
        {DRILLS.map((drill) => (
          <DrillRow key={drill.name} drill={drill} />
        ))}
      </ul>
    </Panel>
  );
}
