/** One figure of the header with what it is. */
import type { ReactNode } from 'react';
import classes from './fact.module.css';

interface FactProps {
  readonly label: string;
  readonly testId: string;
  readonly children: ReactNode;
}

export function Fact({ label, testId, children }: FactProps) {
  return (
    <span className={classes.fact}>
      <span className={classes.label}>{label}</span>
      <span className={classes.value} data-testid={testId}>
        {children}
      </span>
    </span>
  );
}
