/** Charts side by side, as many as there is room for. */
import type { ReactNode } from 'react';
import classes from './chart-grid.module.css';

export function ChartGrid({ children }: { readonly children: ReactNode }) {
  return <div className={classes.grid}>{children}</div>;
}
