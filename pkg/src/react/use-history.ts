import { useMemo, useSyncExternalStore } from 'react';
import type { StateSync } from '../sync.js';
import type { HistoryEntry } from '../types.js';

/** What can be taken back, and how. */
export interface History {
  /** The latest updates, oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** As `StateSync.undo`. */
  readonly undo: StateSync<unknown>['undo'];
  /** As `StateSync.redo`. */
  readonly redo: StateSync<unknown>['redo'];
  /** Whether `undo` has something to take back. */
  readonly canUndo: boolean;
  /** Whether `redo` has something to make again. */
  readonly canRedo: boolean;
}

/**
 * The latest updates and the way back. Renders when there is another version; the object is the same until then. Empty before
 * `ready`; after `close` it stays as it was.
 *
 * @example
 * const { canUndo, undo } = useHistory(sync);
 * return <button disabled={!canUndo} onClick={() => undo()}>Undo</button>;
 */
export function useHistory<S>(sync: StateSync<S>): History {
  const store = useMemo(() => {
    const undo: History['undo'] = (filter) => sync.undo(filter);
    const redo = (): boolean => sync.redo();
    const none: History = { entries: [], undo, redo, canUndo: false, canRedo: false };
    let shown = none;
    const read = (): History => {
      if (['loading', 'error', 'closed'].includes(sync.status.phase)) return shown;
      const { canUndo, canRedo } = sync;
      const entries = sync.readHistory();
      if (entries !== shown.entries || canUndo !== shown.canUndo || canRedo !== shown.canRedo)
        shown = { entries, undo, redo, canUndo, canRedo };
      return shown;
    };
    const subscribe = (notify: () => void): (() => void) =>
      sync.status.phase === 'closed' ? () => {} : sync.subscribeStatus(notify);
    return { read, subscribe, none: () => none };
  }, [sync]);
  return useSyncExternalStore(store.subscribe, store.read, store.none);
}
