/** Figures that have no course worth drawing. */
import type { StateSyncStats } from '../../types.js';
import { bytes, count, dateAndTime } from '../lib/format.js';

const when = (time: number | null): string => (time === null ? 'not yet' : dateAndTime(time));
const orUnknown = (value: number | null): string => (value === null ? 'unknown' : bytes(value));

export function Totals({ stats }: { readonly stats: StateSyncStats }) {
  const { memory, storage, optimization } = stats;
  const rows: readonly (readonly [string, string])[] = [
    ['Error rate', `${Number((stats.errorRate * 100).toPrecision(2))} %`],
    ['Pieces of the state', count(memory.nodeCount)],
    ['Used by this origin', `${orUnknown(storage.usageBytes)} of ${orUnknown(storage.quotaBytes)}`],
    ['Last validation', when(stats.lastValidation)],
    ['Last consistency check', when(stats.lastConsistencyCheck)],
    ['Last optimisation', when(stats.lastOptimization)],
    ['Last backup', when(stats.lastBackup)],
    ['Freed by optimisation', `${bytes(optimization.bytesFreed)} in ${count(optimization.runs)} runs`],
    ...Object.entries(optimization.removed).map(([rule, number]) => [`Removed by ${rule}`, count(number)] as const),
    ['Messages not understood', count(stats.malformedMessages)],
    ...Object.entries(stats.eventCounts).map(([type, number]) => [type, count(number)] as const),
  ];
  return (
    <dl className="totals">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
