/** A line of figures, each under what it is. */
import type { ReactNode } from 'react';
import classes from './figures.module.css';

export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className={classes.figures}>{children}</dl>;
}
