/** One time of the table of latencies, in milliseconds with three figures. */
import { count } from '../lib/format.ts';

interface TimeCellProps {
  readonly label: string;
  readonly ms: number;
  readonly isIdle: boolean;
}

export function TimeCell({ label, ms, isIdle }: TimeCellProps) {
  return (
    <td data-label={label} data-testid={`operation-${label}`}>
      {isIdle ? '–' : ms < 100 ? ms.toFixed(ms < 10 ? 2 : 1) : count(Math.round(ms))}
    </td>
  );
}
