import { useSyncExternalStore } from 'react';
import type { StateSync } from '../sync.js';

/**
 * The instance as soon as it is loaded: until then the nearest `<Suspense>` shows its fallback. It renders no more after that; what
 * may change comes from the other hooks.
 *
 * A server waits for nothing, since it has nothing to load: its page shows the initial state, and stays until the browser has loaded.
 *
 * @throws StateSyncError to the nearest error boundary what `sync.ready` rejects with, or why the engine has failed for good
 *
 * @example
 * function Notes() {
 *   useSuspenseSync(sync);
 *   const notes = useSyncState(sync, (state) => state.notes); // what was stored, never the initial state
 * }
 * <Suspense fallback="Loading…"><Notes /></Suspense>
 */
export function useSuspenseSync<S>(sync: StateSync<S>): StateSync<S> {
  // Asked on a server, and in a browser that takes its page over.
  const isServer = useSyncExternalStore(never, no, () => typeof document === 'undefined');
  if (isServer) return sync;
  if (sync.failure) throw sync.failure;
  // Thrown, and not given to `use`, which React 18 does not have. It is the same promise each time, and the phase says when it
  // has resolved, so nothing has to be kept from one attempt to the next.
  if (sync.status.phase === 'loading') throw sync.ready;
  return sync;
}

const never = () => () => {};
const no = () => false;
