/** How it goes now, over time; then what the instance has done and takes, read twice a second. */
import { useSyncStats } from 'holdfast/react';
import { MonitorPanel } from '../monitor/monitor-panel.tsx';
import { sync } from '../state.ts';
import { EventTotals } from './event-totals.tsx';
import { LatencyTable } from './latency-table.tsx';
import { OptimisationTotals } from './optimisation-totals.tsx';
import classes from './statistics-page.module.css';
import { Totals } from './totals.tsx';

export function StatisticsPage() {
  const stats = useSyncStats(sync, { hz: 2 });
  return (
    <>
      <MonitorPanel />
      <Totals stats={stats} />
      <LatencyTable operations={stats.operations} />
      <div className={classes.pair}>
        <OptimisationTotals totals={stats.optimization} />
        <EventTotals counts={stats.eventCounts} />
      </div>
    </>
  );
}
