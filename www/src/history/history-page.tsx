/** What was done to the state lately, with a way back. */
import { IconHistory } from '@tabler/icons-react';
import { useHistory } from 'holdfast/react';
import { count } from '../lib/format.ts';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';
import { sync } from '../state.ts';
import { HistoryItem } from './history-item.tsx';
import classes from './history-page.module.css';
import { UndoBar } from './undo-bar.tsx';

const SHOWN = 50;

export function HistoryPage() {
  const history = useHistory(sync);
  const { entries } = history;
  const shown = entries.slice(-SHOWN).reverse();
  const rest = entries.length - shown.length;
  return (
    <Panel
      id="history"
      title="History"
      note={entries.length === 1 ? '1 update' : `${count(entries.length)} updates`}
      actions={<UndoBar history={history} />}
    >
      {shown.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to scroll by keyboard too
        <section className={classes.scroller} aria-label="Updates, the newest first" tabIndex={0}>
          <ol className={classes.list}>
            {shown.map((entry) => (
              <HistoryItem key={entry.version} entry={entry} />
            ))}
          </ol>
          {rest > 0 && <p className={classes.rest}>{count(rest)} older ones can be undone too</p>}
        </section>
      ) : (
        <Empty icon={IconHistory} title="Nothing to take back">
          Updates of this page show up here, up to the option “History”. What was done before a reload stays done.
        </Empty>
      )}
    </Panel>
  );
}
