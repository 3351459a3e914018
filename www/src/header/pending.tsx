/** How many updates are not on disk yet. */
import { useSyncStatus } from 'holdfast/react';
import { count } from '../lib/format.ts';
import { sync } from '../state.ts';
import { Fact } from './fact.tsx';

export function Pending() {
  const { pending } = useSyncStatus(sync);
  return (
    <Fact label="Pending" testId="pending">
      {count(pending)}
    </Fact>
  );
}
