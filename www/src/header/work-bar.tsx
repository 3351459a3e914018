/** How far long work is, along the lower edge of the bar: a backup, a recovery. What is quick is not shown. */
import { Progress } from '@mantine/core';
import { useSettled } from '../lib/use-settled.ts';
import { useStatus } from '../lib/use-status.ts';
import classes from './work-bar.module.css';

const LONG_MS = 200;

export function WorkBar() {
  const progress = useStatus((status) => status.progress);
  const isLong = useSettled(progress !== null, LONG_MS) && progress !== null;
  if (!isLong) return null;
  return (
    <Progress
      className={classes.bar}
      value={progress * 100}
      size={3}
      radius={0}
      transitionDuration={0}
      aria-label="Work in progress"
      data-testid="work-progress"
    />
  );
}
