/** One time of the table of latencies, in milliseconds with three figures. */
interface TimeCellProps {
  readonly label: string;
  readonly ms: number;
  readonly isIdle: boolean;
}

export function TimeCell({ label, ms, isIdle }: TimeCellProps) {
  const digits = ms < 10 ? 2 : ms < 100 ? 1 : 0;
  return (
    <td data-label={label} data-testid={`operation-${label}`}>
      {isIdle ? '–' : ms.toFixed(digits)}
    </td>
  );
}
