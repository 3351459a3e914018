import { useEffect, useState } from 'react';
import type { AnySync } from './any-sync.js';

/** Between two readings, in milliseconds: a thousand updates a second are not a thousand renderings. */
const PAUSE = 100;

const onStatus = (sync: AnySync, notify: () => void): (() => void) => sync.subscribeStatus(notify);

/**
 * Something that is read from an instance, anew after it has changed, at most ten times a second. When it cannot be read (the
 * instance is closed, the engine is being replaced) it stays as it was.
 *
 * @param read the same function each time
 * @param listen how changes are heard of, the same function each time; those of the status unless given
 */
export function useThrottled<T>(sync: AnySync, read: (sync: AnySync) => T, listen = onStatus): T {
  const [value, setValue] = useState(() => read(sync));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      setValue((before) => {
        try {
          return read(sync);
        } catch {
          return before;
        }
      });
    };
    // Something may have happened between rendering and now.
    refresh();
    if (sync.status.phase === 'closed') return;
    const end = listen(sync, () => {
      timer ??= setTimeout(refresh, PAUSE);
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [sync, read, listen]);
  return value;
}
