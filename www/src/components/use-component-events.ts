/** The newest events of components, the newest first. */
import type { SyncEvent } from 'holdfast';
import { useSyncEvents } from 'holdfast/react';
import { useMemo } from 'react';
import { sync } from '../state.ts';

export type ComponentEvent = SyncEvent<'component_error' | 'component_status'>;

export function useComponentEvents(limit: number): readonly ComponentEvent[] {
  const errors = useSyncEvents(sync, { type: 'component_error', limit });
  const statuses = useSyncEvents(sync, { type: 'component_status', limit });
  return useMemo(() => [...errors, ...statuses].sort((a, b) => b.id - a.id).slice(0, limit), [errors, statuses, limit]);
}
