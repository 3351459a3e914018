/** Which page is shown: what stands in for the state while it loads, the dashboard, or what went wrong. */
import { useSyncStatus } from 'holdfast/react';
import { Dashboard } from './shell/dashboard.tsx';
import { Failure } from './shell/failure.tsx';
import { Loading } from './shell/loading.tsx';
import { sync } from './state.ts';

export function App() {
  const { phase } = useSyncStatus(sync);
  if (phase === 'loading') return <Loading />;
  if (phase === 'error') return <Failure />;
  return <Dashboard />;
}
