import { useEffect, useState } from 'react';

/** The time, in milliseconds since 1970, once a second: for `3 s ago`. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
