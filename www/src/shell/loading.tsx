/** The shape of the dashboard while the state is being read. */
import { Skeleton } from '@mantine/core';
import { SLICES } from '../slices/slice-list.ts';
import classes from './loading.module.css';

export function Loading() {
  return (
    <div className={classes.page} aria-busy="true" data-testid="loading">
      <p className="said" role="status">
        The state is being loaded.
      </p>
      <Skeleton height={32} width="min(320px, 60%)" />
      <div className={classes.slices}>
        {[...SLICES, 'all'].map((name) => (
          <Skeleton key={name} height={96} radius={12} />
        ))}
      </div>
      <div className={classes.columns}>
        <Skeleton height={520} radius={12} />
        <Skeleton height={520} radius={12} />
      </div>
    </div>
  );
}
