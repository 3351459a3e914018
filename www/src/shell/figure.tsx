/** One figure: what it is, how much, and a few words on it. Stands in `Figures`. */
import type { ReactNode } from 'react';
import classes from './figures.module.css';

interface FigureProps {
  readonly label: string;
  readonly note?: ReactNode;
  readonly testId?: string;
  /** Makes it stand out: something is wrong. */
  readonly isBad?: boolean;
  readonly children: ReactNode;
}

export function Figure({ label, note, testId, isBad = false, children }: FigureProps) {
  return (
    <div className={classes.figure}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value} data-testid={testId} data-bad={isBad}>
        {children}
      </dd>
      {note !== undefined && <dd className={classes.note}>{note}</dd>}
    </div>
  );
}
