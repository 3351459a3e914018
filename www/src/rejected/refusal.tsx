/** One sentence on a refused update, read out when it happens. */
import type { Rejection } from 'holdfast';
import { counted, timeOfDay } from '../lib/format.ts';
import classes from './refusal.module.css';

export function Refusal({ rejection: { source, timestamp, issueCount } }: { readonly rejection: Rejection }) {
  return (
    <p className={classes.refusal} role="status">
      <strong className={classes.count}>{counted(issueCount, 'problem')}</strong> in an update from {source} at{' '}
      {timeOfDay(timestamp)}. It was refused as a whole: the state and its version are what they were.
    </p>
  );
}
