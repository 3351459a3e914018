/**
 * Latencies of one operation on a line: from the median to the 99th percentile, with a mark at the 95th. The scale is
 * logarithmic, 0.01 ms to 10 s, since a commit takes a thousand times as long as an update. The figures stand beside it.
 */
import type { OperationStats } from 'holdfast';
import classes from './latency-bar.module.css';

const DECADES = 6;
const place = (ms: number): number => (Math.min(DECADES, Math.max(0, Math.log10(ms || 0.001) + 2)) / DECADES) * 100;

export function LatencyBar({ stats: { count, p50Ms, p95Ms, p99Ms } }: { readonly stats: OperationStats }) {
  return (
    <div className={classes.bar} aria-hidden>
      {count > 0 && (
        <>
          <span className={classes.range} style={{ left: `${place(p50Ms)}%`, right: `${100 - place(p99Ms)}%` }} />
          <span className={classes.mark} style={{ left: `${place(p95Ms)}%` }} />
        </>
      )}
    </div>
  );
}
