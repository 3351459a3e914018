import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { StateSync } from '../sync.js';

/**
 * A part of the state. Renders when what the selector returns has changed; the selector runs only when a path that it
 * reads has changed, or when it is another function.
 *
 * A selector may return a fresh object each time: results that hold the same values one level deep count as equal, or
 * give an `equality` of your own.
 *
 * An error of the selector reaches the nearest error boundary, unless the component is gone by the time that it would render.
 *
 * A server renders the model's initial state, and so does a browser until it has taken over the server's page, whatever it has
 * loaded meanwhile.
 *
 * @example
 * const nodes = useSyncState(sync, (state) => state.memory.nodes);
 * const busy = useSyncState(sync, (state) => state.system.status === 'processing');
 */
export function useSyncState<S, T>(
  sync: StateSync<S>,
  selector: (state: S) => T,
  equality: (a: T, b: T) => boolean = isShallowEqual,
): T {
  // The result for one version of the state: React asks many times, and must get the same object until it changes.
  const cache = useMemo(
    () => ({ state: undefined as S | undefined, selector: undefined as unknown, value: undefined as T | undefined }),
    [],
  );
  const read = useCallback(
    (state: S): T => {
      if (cache.selector === selector && Object.is(cache.state, state)) return cache.value as T;
      const value = selector(state);
      if (cache.selector === undefined || !equality(cache.value as T, value)) cache.value = value;
      cache.state = state;
      cache.selector = selector;
      return cache.value as T;
    },
    [cache, selector, equality],
  );
  const subscribe = useCallback(
    (notify: () => void) => {
      if (sync.status.phase === 'closed') return () => {};
      const equal = (a: T | Thrown, b: T | Thrown) =>
        !(a instanceof Thrown) && !(b instanceof Thrown) && equality(a, b);
      return sync.subscribe(attempted(selector), notify, { equality: equal });
    },
    [sync, selector, equality],
  );
  const snapshot = useCallback(() => read(sync.getState()), [sync, read]);
  const first = useCallback(() => read(sync.firstState()), [sync, read]);
  return useSyncExternalStore(subscribe, snapshot, first);
}

/** Stands for the result of a selector that threw. */
class Thrown {}

/**
 * A selector may be about something that is gone, in a component that is gone too once its parent has rendered. So an error is only a
 * reason to render: if it is thrown again then, it is one for the nearest error boundary.
 */
function attempted<S, T>(selector: (state: S) => T): (state: S) => T | Thrown {
  return (state) => {
    try {
      return selector(state);
    } catch {
      return new Thrown();
    }
  };
}

function isShallowEqual<T>(a: T, b: T): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const fresh = [Object.prototype, Array.prototype] as unknown[];
  if (!fresh.includes(Object.getPrototypeOf(a)) || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && Object.is(left[key], right[key]))
  );
}
