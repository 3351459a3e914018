import { type Dispatch, type SetStateAction, useEffect, useState } from 'react';
import { usePanel } from './context.js';

/** State of a tab that is there again when the tab is shown again, as long as the panel is open. */
export function useKept<T>(name: string, first: T): [T, Dispatch<SetStateAction<T>>] {
  const { kept } = usePanel();
  const [value, setValue] = useState<T>(() => (kept.has(name) ? (kept.get(name) as T) : first));
  useEffect(() => {
    kept.set(name, value);
  }, [kept, name, value]);
  return [value, setValue];
}
