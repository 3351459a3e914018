/** A value once it has stayed the same for a while: what is read out to people must not change with every save. */
import { useEffect, useState } from 'react';

export function useSettled<T>(value: T, forMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), forMs);
    return () => clearTimeout(timer);
  }, [value, forMs]);
  return settled;
}
