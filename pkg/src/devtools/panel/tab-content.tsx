/** One tab, or why there is nothing to show in it. */
import type { SyncStatus } from '../../types.js';
import { usePanel } from './context.js';
import type { Tab } from './tabs.js';

export function TabContent({ tab, phase }: { readonly tab: Tab; readonly phase: SyncStatus['phase'] }) {
  const { Content, needs } = tab;
  if (needs !== 'nothing' && phase === 'closed')
    return <p className="empty">The instance is closed. The state as it was last is in the State tab.</p>;
  if (needs === 'state' && phase === 'loading') return <p className="empty">The state is being loaded.</p>;
  if (needs === 'state' && phase === 'error') return <LoadFailure />;
  return (
    <>
      {phase === 'error' && <LoadFailure />}
      <Content />
    </>
  );
}

function LoadFailure() {
  const { sync } = usePanel();
  return (
    <p className="wrong banner" role="alert">
      There is no state: {sync.status.lastError?.message ?? 'the engine is gone'}
    </p>
  );
}
