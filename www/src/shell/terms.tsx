/** A few facts, each beside what it is about. */
import type { ReactNode } from 'react';
import classes from './terms.module.css';

export function Terms({ children }: { readonly children: ReactNode }) {
  return <dl className={classes.terms}>{children}</dl>;
}

interface TermProps {
  readonly label: string;
  readonly testId?: string;
  readonly children: ReactNode;
}

export function Term({ label, testId, children }: TermProps) {
  return (
    <div className={classes.term}>
      <dt className={classes.label}>{label}</dt>
      <dd data-testid={testId}>{children}</dd>
    </div>
  );
}
