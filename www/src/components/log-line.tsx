/** One event of a component: when, which, what. */
import { memo } from 'react';
import { timeOfDay } from '../lib/format.ts';
import classes from './log-line.module.css';
import type { ComponentEvent } from './use-component-events.ts';

export const LogLine = memo(function LogLine({ event }: { readonly event: ComponentEvent }) {
  const { type, data, timestamp } = event;
  return (
    <li className={classes.line} data-testid="component-event" data-type={type}>
      <p className={classes.head}>
        <span className={classes.name}>{data.component}</span>
        <time dateTime={new Date(timestamp).toISOString()}>{timeOfDay(timestamp)}</time>
      </p>
      <p className={classes.text}>{textOf(event)}</p>
    </li>
  );
});

function textOf({ type, data }: ComponentEvent): string {
  if (type === 'component_error')
    return `${data.fatal ? 'Fatal error' : 'Error'}: ${data.error}. ${data.restarted ? 'Restarted.' : 'Not restarted at once.'}`;
  const { status, detail, recorded } = data;
  return `${status}${detail === undefined ? '' : `: ${detail}`}${recorded ? '' : ', which the state does not say'}`;
}
