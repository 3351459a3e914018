import { useCallback, useSyncExternalStore } from 'react';
import type { StateSync } from '../sync.js';
import type { SyncStatus } from '../types.js';

/**
 * Where the instance stands: phase, pending updates, last save, last rejection. Renders when any of it changes. On a
 * server it is loading.
 *
 * @example
 * const { phase, pending, lastSavedAt } = useSyncStatus(sync);
 */
export function useSyncStatus<S>(sync: StateSync<S>): SyncStatus {
  const subscribe = useCallback(
    (notify: () => void) => (sync.status.phase === 'closed' ? () => {} : sync.subscribeStatus(notify)),
    [sync],
  );
  const status = useCallback(() => sync.status, [sync]);
  return useSyncExternalStore(subscribe, status, () => sync.firstStatus);
}
