/** The shape of the dashboard while the state is being read. Most loads are over before it would be seen. */
import { Progress, Skeleton } from '@mantine/core';
import { Brand } from '../header/brand.tsx';
import header from '../header/header.module.css';
import { useStatus } from '../lib/use-status.ts';
import { SLICES } from '../slices/slice-list.ts';
import slices from '../slices/slices.module.css';
import dashboard from './dashboard.module.css';
import classes from './loading.module.css';
import { LoadingCard } from './loading-card.tsx';

export function Loading() {
  const progress = useStatus((status) => status.progress);
  return (
    <div data-testid="loading">
      <header className={header.bar}>
        <div className={header.inner}>
          <Brand />
          <div className={header.facts}>
            <Skeleton height={20} width={280} maw="60vw" />
          </div>
        </div>
        <div className={classes.tabs} />
      </header>
      <main className={dashboard.page} aria-busy="true">
        <p className="said" role="status">
          The state is being loaded.
        </p>
        {progress !== null && (
          <Progress value={progress * 100} size="sm" aria-label="Loaded" data-testid="load-progress" />
        )}
        <div className={slices.grid}>
          {[...SLICES, 'whole'].map((name) => (
            <LoadingCard key={name} height={104} lines={['40%', '60%']} />
          ))}
        </div>
        <div className={dashboard.columns}>
          <LoadingCard height={640} lines={['20%', '70%', '62%', '74%', '58%', '66%']} />
          <LoadingCard height={418} lines={['50%', '100%', '96%', '98%']} />
        </div>
      </main>
    </div>
  );
}
