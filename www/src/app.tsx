/** Which page is shown: what stands in for the state while it loads, the dashboard, or what went wrong. */
import { useStatus } from './lib/use-status.ts';
import { Dashboard } from './shell/dashboard.tsx';
import { Failure } from './shell/failure.tsx';
import { Loading } from './shell/loading.tsx';

export function App() {
  const page = useStatus(({ phase }) => (phase === 'loading' || phase === 'error' ? phase : 'dashboard'));
  if (page === 'loading') return <Loading />;
  return page === 'error' ? <Failure /> : <Dashboard />;
}
