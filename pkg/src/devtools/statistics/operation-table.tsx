/** How often each operation ran and how long it took. */
import type { OperationName, StateSyncStats } from '../../types.js';
import { count, duration } from '../lib/format.js';
import { Scroller } from '../lib/scroller.js';
import { OPERATIONS } from './operations.js';

interface OperationTableProps {
  readonly operations: StateSyncStats['operations'];
  readonly chosen: OperationName;
  readonly onChosen: (name: OperationName) => void;
}

export function OperationTable({ operations, chosen, onChosen }: OperationTableProps) {
  return (
    <Scroller className="table-frame" label="Latencies">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Operation</th>
            {['Count', 'Errors', 'p50', 'p95', 'p99', 'Longest', 'Last'].map((title) => (
              <th key={title} scope="col" className="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {OPERATIONS.map(({ name, label }) => {
            const { count: times, errors, p50Ms, p95Ms, p99Ms, maxMs, lastMs } = operations[name];
            return (
              <tr key={name} data-chosen={name === chosen || undefined}>
                <th scope="row">
                  <button type="button" className="link" aria-pressed={name === chosen} onClick={() => onChosen(name)}>
                    {label}
                  </button>
                </th>
                <td className="number">{count(times)}</td>
                <td className="number" data-mood={errors > 0 ? 'bad' : undefined}>
                  {count(errors)}
                </td>
                {Object.entries({ p50Ms, p95Ms, p99Ms, maxMs, lastMs }).map(([title, ms]) => (
                  <td key={title} className="number">
                    {times > 0 ? duration(ms) : '—'}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroller>
  );
}
