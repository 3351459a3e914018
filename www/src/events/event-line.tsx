/** One event: when, what, by whom. */
import type { SyncEvent } from 'holdfast';
import { memo } from 'react';
import { timeOfDay } from '../lib/format.ts';
import { describe } from './describe.ts';
import classes from './event-line.module.css';

export const EventLine = memo(function EventLine({ event }: { readonly event: SyncEvent }) {
  return (
    <li className={classes.line} data-testid="event" data-priority={event.priority}>
      <div className={classes.head}>
        <span className={classes.type}>{event.type}</span>
        <time dateTime={new Date(event.timestamp).toISOString()}>{timeOfDay(event.timestamp)}</time>
      </div>
      <p className={classes.what}>
        <span className={classes.text}>{describe(event)}</span>
        <span>
          {event.source} · v{event.version}
        </span>
      </p>
    </li>
  );
});
