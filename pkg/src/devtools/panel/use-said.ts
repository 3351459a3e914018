import { useCallback, useEffect, useState } from 'react';

/** How long a message stays, in milliseconds. */
const STAYS = 5000;

/** What was said last, until it has been read, and how to say something; the same twice is said twice. */
export function useSaid(): [said: string, say: (message: string) => void] {
  const [said, setSaid] = useState<{ readonly message: string }>();
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(undefined), STAYS);
    return () => clearTimeout(timer);
  }, [said]);
  const say = useCallback((message: string) => setSaid({ message }), []);
  return [said?.message ?? '', say];
}
