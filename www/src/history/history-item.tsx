/** One update: its version, who made it, what it is called, where it changed something, when, and whether it still holds. */
import type { HistoryEntry } from 'holdfast';
import { memo } from 'react';
import { count, counted, timeOfDay } from '../lib/format.ts';
import { Pointer } from '../rejected/pointer.tsx';
import classes from './history-item.module.css';

const SHOWN = 2;

export const HistoryItem = memo(function HistoryItem({ entry }: { readonly entry: HistoryEntry }) {
  const { version, source, label, timestamp, pointers, undone } = entry;
  return (
    <li className={classes.entry} data-testid="history-entry" data-undone={undone} data-undo={source === 'undo'}>
      <span className={classes.version} data-testid="entry-version">
        {count(version)}
      </span>
      <div className={classes.what}>
        <p className={classes.head}>
          <span className={classes.label} data-testid="entry-label">
            {label ?? counted(pointers.length, 'change')}
          </span>
          <span className={classes.source} data-testid="entry-source">
            {source}
          </span>
          {undone && <span className={classes.undone}>undone</span>}
        </p>
        <ul className={classes.pointers}>
          {pointers.slice(0, SHOWN).map((pointer) => (
            <li key={pointer}>
              <Pointer of={pointer} />
            </li>
          ))}
          {pointers.length > SHOWN && <li>and {counted(pointers.length - SHOWN, 'place')} more</li>}
        </ul>
      </div>
      <time className={classes.time} dateTime={new Date(timestamp).toISOString()}>
        {timeOfDay(timestamp)}
      </time>
    </li>
  );
});
