/** Back to a version or a time, as far as the journal and the backups reach. */
import { IconHistory } from '@tabler/icons-react';
import { useHistory } from 'holdfast/react';
import { isPerson } from '../history/whose.ts';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';
import { sync } from '../state.ts';
import { MomentForm } from './moment-form.tsx';
import { MomentItem } from './moment-item.tsx';
import classes from './time-travel.module.css';

const SHOWN = 6;

export function TimeTravel() {
  const { entries } = useHistory(sync);
  const present = entries.at(-1)?.version;
  const past = entries.filter(({ version, source }) => version !== present && isPerson(source));
  const shown = past.slice(-SHOWN).reverse();
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
        <Empty icon={IconHistory} title="Nothing to go back to yet">
          What people do on this page shows up here. What was before a reload is reached by its version or its time.
        </Empty>
      )}
    </Panel>
  );
}
