/** How often each operation ran, how often it failed, and how long it took. */
import type { StateSyncStats } from 'holdfast';
import { count } from '../lib/format.ts';
import { Panel } from '../shell/panel.tsx';
import { LatencyBar } from './latency-bar.tsx';
import classes from './latency-table.module.css';
import { OPERATIONS } from './operations.ts';
import { TimeCell } from './time-cell.tsx';

export function LatencyTable({ operations }: { readonly operations: StateSyncStats['operations'] }) {
  return (
    <Panel id="latencies" title="Latencies" note="in milliseconds">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Operation</th>
            <th scope="col">Count</th>
            <th scope="col">Errors</th>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
            <th scope="col">p99</th>
            <th scope="col">Max</th>
            <th scope="col">Last</th>
            <td className={classes.line} aria-hidden>
              <span className={classes.scale}>
                <span>0.01</span>
                <span>10 000</span>
              </span>
            </td>
          </tr>
        </thead>
        <tbody>
          {OPERATIONS.map(({ name, label }) => {
            const stats = operations[name];
            return (
              <tr key={name} data-testid={`operation-${name}`} data-idle={stats.count === 0}>
                <th scope="row">{label}</th>
                <td data-label="count" data-testid="operation-count">
                  {count(stats.count)}
                </td>
                <td data-label="errors" data-bad={stats.errors > 0}>
                  {count(stats.errors)}
                </td>
                <TimeCell label="p50" ms={stats.p50Ms} isIdle={stats.count === 0} />
                <TimeCell label="p95" ms={stats.p95Ms} isIdle={stats.count === 0} />
                <TimeCell label="p99" ms={stats.p99Ms} isIdle={stats.count === 0} />
                <TimeCell label="max" ms={stats.maxMs} isIdle={stats.count === 0} />
                <TimeCell label="last" ms={stats.lastMs} isIdle={stats.count === 0} />
                <td className={classes.line}>
                  <LatencyBar stats={stats} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}
