import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { StateSync } from '../sync.js';
import type { StateSyncStats } from '../types.js';

/**
 * The statistics, read `hz` times a second (2 unless given; 0: once). Reading costs some microseconds and every reading
 * renders: for a panel, not for the whole page. After `close` the last ones stay;
 * one that is mounted only then throws `closed`.
 *
 * @example
 * const { operations, memory } = useSyncStats(sync, { hz: 4 });
 */
export function useSyncStats<S>(sync: StateSync<S>, { hz = 2 }: { readonly hz?: number } = {}): StateSyncStats {
  const store = useMemo(() => ({ stats: sync.getStateSyncStats() }), [sync]);
  const subscribe = useCallback(
    (notify: () => void) => {
      const timer = hz
        ? setInterval(() => {
            if (sync.status.phase === 'closed') return clearInterval(timer);
            store.stats = sync.getStateSyncStats();
            notify();
          }, 1000 / hz)
        : undefined;
      return () => clearInterval(timer);
    },
    [sync, store, hz],
  );
  const read = (): StateSyncStats => store.stats;
  return useSyncExternalStore(subscribe, read, read);
}
