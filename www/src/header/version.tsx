/** The version of the state: how many updates it has accepted in its life. */
import { count } from '../lib/format.ts';
import { useStatus } from '../lib/use-status.ts';
import { Fact } from './fact.tsx';

export function Version() {
  const version = useStatus((status) => status.version);
  return (
    <Fact label="Version" testId="version">
      {count(version)}
    </Fact>
  );
}
