/** Back to a version or a time, as far as the journal and the backups reach. */
import { IconHistory } from '@tabler/icons-react';
import { useHistory } from 'holdfast/react';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';
import { sync } from '../state.ts';
import { MomentForm } from './moment-form.tsx';
import { MomentItem } from './moment-item.tsx';
import classes from './time-travel.module.css';

const SHOWN = 6;

export function TimeTravel() {
  const { entries } = useHistory(sync);
  // The newest is where one is.
  const shown = entries.slice(-SHOWN - 1, -1).reverse();
  return (
    <Panel id="time-travel" title="Time travel" note="as far as the journal and the backups reach">
      <MomentForm />
      {shown.length > 0 ? (
        <ol className={classes.list} aria-label="Versions, the newest first">
          {shown.map((entry) => (
            <MomentItem key={entry.version} entry={entry} />
          ))}
        </ol>
      ) : (
        <Empty icon={IconHistory} title="Nothing has happened yet">
          What this page does shows up here, each with the way back to it.
        </Empty>
      )}
    </Panel>
  );
}
