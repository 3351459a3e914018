/** How many updates are not on disk yet. */
import { count } from '../lib/format.ts';
import { useStatus } from '../lib/use-status.ts';
import { Fact } from './fact.tsx';

export function Pending() {
  const pending = useStatus((status) => status.pending);
  return (
    <Fact label="Pending" testId="pending">
      {count(pending)}
    </Fact>
  );
}
