/**
 * The newest events, collected from when the component is there; a burst of them is shown at once. Timers that found
 * nothing are left out: they would be all that one sees.
 */
import type { SyncEvent } from 'holdfast';
import { useEffect, useState } from 'react';
import { sync } from '../state.ts';
import { isRoutine } from './is-routine.ts';

export function useEvents(limit: number): readonly SyncEvent[] {
  const [events, setEvents] = useState<readonly SyncEvent[]>([]);
  useEffect(() => {
    let waiting: SyncEvent[] = [];
    let frame = 0;
    const show = () => {
      const fresh = waiting.reverse();
      waiting = [];
      frame = 0;
      setEvents((before) => [...fresh, ...before].slice(0, limit));
    };
    const stop = sync.on('*', (event) => {
      if (isRoutine(event)) return;
      waiting.push(event);
      frame ||= requestAnimationFrame(show);
    });
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [limit]);
  return events;
}
