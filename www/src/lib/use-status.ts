/** The status as it is shown: what changes hundreds of times a second is rendered less often. */
import type { SyncStatus } from 'holdfast';
import { useSyncExternalStore } from 'react';
import { sync } from '../state.ts';
import { allowed } from './allowance.ts';
import { Store } from './store.ts';

const shown = new Store<SyncStatus>(sync.status);

/** What decides which page there is: not a matter of looks. */
const isWeighty = ({ phase }: SyncStatus): boolean => phase === 'loading' || phase === 'error' || phase === 'closed';

export function watchStatus(): void {
  const show = () => shown.set(sync.status);
  const soon = allowed(show);
  sync.subscribeStatus(() => (isWeighty(sync.status) || isWeighty(shown.get()) ? show() : soon()));
}

/** @param select has to give the same value or object as long as nothing has changed */
export function useStatus<T>(select: (status: SyncStatus) => T): T {
  return useSyncExternalStore(shown.subscribe, () => select(shown.get()));
}

const whole = (status: SyncStatus): SyncStatus => status;

/** All of it. */
export const useShownStatus = (): SyncStatus => useStatus(whole);
