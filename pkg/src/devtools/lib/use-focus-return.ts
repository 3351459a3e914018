import { useEffect, useRef } from 'react';
import { usePanel } from '../panel/context.js';

/** What took the focus gives it back when it goes: to where it came from, or if that is gone to the list or tree of the tab. */
export function useFocusReturn(): void {
  const { root } = usePanel();
  const before = useRef<Element>(null);
  const isHere = useRef(false);
  useEffect(() => {
    isHere.current = true;
    before.current ??= root.activeElement;
    return () => {
      isHere.current = false;
      // Once what comes in its place is there; and not when StrictMode only pretends that it goes.
      queueMicrotask(() => {
        if (isHere.current) return;
        const from = before.current as HTMLElement | null;
        const to = from?.isConnected ? from : root.querySelector<HTMLElement>('.rows');
        to?.focus();
      });
    };
  }, [root]);
}
