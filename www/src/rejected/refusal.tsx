/** One sentence on a refused update, read out when it happens. */
import type { Rejection } from 'holdfast';
import { count, counted, timeOfDay } from '../lib/format.ts';
import classes from './refusal.module.css';

interface RefusalProps {
  readonly rejection: Rejection;
  /** The version that the state has and kept. */
  readonly version: number;
}

export function Refusal({ rejection: { source, timestamp, issueCount }, version }: RefusalProps) {
  return (
    <p className={classes.refusal} role="status">
      <strong className={classes.count}>{counted(issueCount, 'problem')}</strong> in an update from {source} at{' '}
      {timeOfDay(timestamp)}. It was refused; the state is at version {count(version)}.
    </p>
  );
}
