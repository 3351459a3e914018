/** Damage that can be done on purpose. */
import { useStore } from '../lib/store.ts';
import { Panel } from '../shell/panel.tsx';
import classes from './drill-list.module.css';
import { DrillRow } from './drill-row.tsx';
import { DRILLS } from './drills.ts';
import { running } from './run.ts';

export function DrillList() {
  const { name, error } = useStore(running);
  return (
    <Panel id="recovery-drills" title="Recovery drill">
      <p className={classes.text}>
        Each damages something behind the back of the engine, most of them what this page has stored, after a copy was
        made. Then the page says what it found, where need be after it was loaded again.
      </p>
      <ul>
        {DRILLS.map((drill) => (
          <DrillRow key={drill.name} drill={drill} isRunning={drill.name === name} disabled={name !== null} />
        ))}
      </ul>
      {error !== null && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
    </Panel>
  );
}
