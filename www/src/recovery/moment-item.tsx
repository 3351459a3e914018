/** One version that one may go back to. */
import { Button } from '@mantine/core';
import type { HistoryEntry } from 'holdfast';
import { count, counted, timeOfDay } from '../lib/format.ts';
import { sync } from '../state.ts';
import { newerThan, question } from './questions.ts';
import classes from './time-travel.module.css';

export function MomentItem({ entry }: { readonly entry: HistoryEntry }) {
  const { version, label, source, pointers, timestamp } = entry;
  const ask = () =>
    question.set({
      what: `version ${count(version)}`,
      discards: newerThan(version),
      recover: () => sync.recoverState({ version }),
    });
  return (
    <li className={classes.moment} data-testid="moment">
      <span className={classes.version}>v{count(version)}</span>
      <span className={classes.what}>
        <span className={classes.label}>{label ?? counted(pointers.length, 'change')}</span>{' '}
        <span className={classes.source}>{source}</span>
      </span>
      <time className={classes.time} dateTime={new Date(timestamp).toISOString()}>
        {timeOfDay(timestamp)}
      </time>
      <Button variant="default" size="xs" aria-label={`Back to here: version ${count(version)}`} onClick={ask}>
        Back to here
      </Button>
    </li>
  );
}
