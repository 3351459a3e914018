/** The version of the state: how many updates it has accepted in its life. */
import { useSyncStatus } from 'holdfast/react';
import { count } from '../lib/format.ts';
import { sync } from '../state.ts';
import { Fact } from './fact.tsx';

export function Version() {
  const { version } = useSyncStatus(sync);
  return (
    <Fact label="Version" testId="version">
      {count(version)}
    </Fact>
  );
}
