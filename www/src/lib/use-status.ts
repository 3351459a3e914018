/** One thing of the status: unlike `useSyncStatus` this renders only when that changes. */
import type { SyncStatus } from 'holdfast';
import { useSyncExternalStore } from 'react';
import { sync } from '../state.ts';

const subscribe = (notify: () => void): (() => void) => sync.subscribeStatus(notify);

/** @param select has to give the same value or object as long as nothing has changed */
export function useStatus<T>(select: (status: SyncStatus) => T): T {
  return useSyncExternalStore(subscribe, () => select(sync.status));
}
