/** The newest updates and what can be done about them. Renders when there is another version. */
import type { HistoryEntry } from 'holdfast';
import { useSyncExternalStore } from 'react';
import { sync } from '../state.ts';

const subscribe = (notify: () => void): (() => void) => sync.subscribeStatus(notify);

/** Oldest first. */
export const useHistory = (): readonly HistoryEntry[] => useSyncExternalStore(subscribe, () => sync.history());

export const useCanUndo = (): boolean => useSyncExternalStore(subscribe, () => sync.canUndo);

export const useCanRedo = (): boolean => useSyncExternalStore(subscribe, () => sync.canRedo);
