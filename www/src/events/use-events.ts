/**
 * The newest events, collected from when the component is there; a burst of them is shown at once. Timers that found
 * nothing are left out: they would be all that one sees.
 */
import type { SyncEvent } from 'holdfast';
import { useEffect, useState } from 'react';
import { allowed } from '../lib/allowance.ts';
import { sync } from '../state.ts';
import { isRoutine } from './is-routine.ts';

export function useEvents(limit: number): readonly SyncEvent[] {
  const [events, setEvents] = useState<readonly SyncEvent[]>([]);
  useEffect(() => {
    let waiting: SyncEvent[] = [];
    const show = () => {
      const fresh = waiting.reverse();
      waiting = [];
      setEvents((before) => [...fresh, ...before].slice(0, limit));
    };
    const soon = allowed(show);
    const stop = sync.on('*', (event) => {
      if (isRoutine(event)) return;
      waiting.push(event);
      soon();
    });
    return stop;
  }, [limit]);
  return events;
}
