/** The History tab: the updates, newest first, and what the chosen one changed. */

import type { AnySync } from '../lib/any-sync.js';
import { dateAndTime, timeOfDay } from '../lib/format.js';
import { useThrottled } from '../lib/use-throttled.js';
import { usePanel } from '../panel/context.js';
import { useKept } from '../panel/use-kept.js';
import { Rows } from '../rows/rows.js';
import { Changes } from './changes.js';
import { CHOSEN_VERSION } from './chosen-version.js';
import { nameOf } from './name-of.js';
import { Travel } from './travel.js';
import { whyNot } from './undo-back-to.js';

const readHistory = (sync: AnySync) => ({ entries: sync.readHistory(), canUndo: sync.canUndo, canRedo: sync.canRedo });

export function HistoryTab() {
  const { sync, say } = usePanel();
  const { entries, canUndo, canRedo } = useThrottled(sync, readHistory);
  const [version, setVersion] = useKept<number | undefined>(CHOSEN_VERSION, undefined);
  const newestFirst = entries.toReversed();
  const active = newestFirst.findIndex((entry) => entry.version === version);
  const chosen = newestFirst[active];
  const again = (name: 'Undo' | 'Redo', done: boolean) =>
    say(done ? `${name}: done.` : `${name}: not done, ${whyNot(sync)}`);
  return (
    <div className="split">
      <div className="stack side">
        <div className="toolbar">
          <button
            type="button"
            className="button primary"
            disabled={!canUndo}
            onClick={() => again('Undo', sync.undo())}
          >
            Undo
          </button>
          <button
            type="button"
            className="button primary"
            disabled={!canRedo}
            onClick={() => again('Redo', sync.redo())}
          >
            Redo
          </button>
          <span className="note">{entries.length} in the history</span>
        </div>
        <Rows
          role="listbox"
          label="Updates, newest first"
          count={newestFirst.length}
          rowHeight={28}
          active={active}
          onActive={(index) => setVersion(newestFirst[index]?.version)}
          row={(index) => {
            const entry = newestFirst[index] as (typeof newestFirst)[number];
            return {
              key: entry.version,
              content: (
                <span className="line" data-undone={entry.undone || undefined}>
                  <span className="badge">v{entry.version}</span>
                  <span className="line-name">{nameOf(entry)}</span>
                  {entry.undone && <span className="badge">undone</span>}
                  <span className="note">{entry.pointers.length} changed</span>
                  <time className="note">{timeOfDay(entry.timestamp)}</time>
                </span>
              ),
            };
          }}
        />
      </div>
      <section className="detail" aria-label="Chosen update">
        {chosen ? (
          <>
            <h3>
              Version {chosen.version}: {nameOf(chosen)}
            </h3>
            <p className="note">
              {dateAndTime(chosen.timestamp)}
              {chosen.undone && ', taken back since'}
            </p>
            <Travel key={chosen.version} version={chosen.version} entries={entries} />
            <Changes key={`changes ${chosen.version}`} version={chosen.version} pointers={chosen.pointers} />
          </>
        ) : (
          <p className="note">Choose an update to see what it changed, and to go back to it.</p>
        )}
      </section>
    </div>
  );
}
