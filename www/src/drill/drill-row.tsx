/** One drill: what it damages, and the button that does it. */
import { Button } from '@mantine/core';
import classes from '../consistency/drill-row.module.css';
import type { Drill } from './drills.ts';
import { run } from './run.ts';

interface DrillRowProps {
  readonly drill: Drill;
  readonly isRunning: boolean;
  readonly disabled: boolean;
}

export function DrillRow({ drill, isRunning, disabled }: DrillRowProps) {
  const { name, title, text } = drill;
  return (
    <li className={classes.row} data-testid={`drill-${name}`} data-on={isRunning}>
      <div className={classes.what}>
        <h3 className={classes.title}>{title}</h3>
        <p className={classes.text}>{text}</p>
      </div>
      <Button
        variant="default"
        size="xs"
        className={classes.button ?? ''}
        aria-label={`Run: ${title}`}
        loading={isRunning}
        disabled={disabled}
        onClick={() => void run(drill)}
      >
        Run
      </Button>
    </li>
  );
}
