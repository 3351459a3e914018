/** The time, for what says how long ago something was: renders once per interval. */
import { useEffect, useState } from 'react';

/** Milliseconds since 1970, as of the last tick, or of `since` if that is later. */
export function useNow(intervalMs: number, since = 0): number {
  const [now, setNow] = useState(Date.now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: ticks are counted from the last event, or the first would come too soon
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs, since]);
  return Math.max(now, since);
}
