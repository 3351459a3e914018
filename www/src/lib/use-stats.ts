/** The engine's statistics, read again when the status changes, but at most four times a second. */
import type { StateSyncStats } from 'holdfast';
import { useEffect, useState } from 'react';
import { sync } from '../state.ts';

const PAUSE_MS = 250;

export function useStats(): StateSyncStats {
  const [stats, setStats] = useState(() => sync.getStateSyncStats());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      timer = undefined;
      if (sync.status.phase !== 'closed') setStats(sync.getStateSyncStats());
    };
    const stop = sync.subscribeStatus(() => {
      timer ??= setTimeout(read, PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return stats;
}
