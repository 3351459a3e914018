import { useEffect, useState } from 'react';
import type { AnySync } from '../lib/any-sync.js';
import { type Found, search } from './search.js';

/** More than anybody reads. */
const LIMIT = 500;
/** After the last key, in milliseconds. */
const PAUSE = 150;
/** How long the page is held up at a time, in milliseconds. */
const SLICE = 8;

/** How a search stands. */
export interface Results {
  readonly found: readonly Found[];
  /** Names and values that were looked at. */
  readonly seen: number;
  readonly isDone: boolean;
  /** There is more, which nobody looked for. */
  readonly isCut: boolean;
}

const NOTHING: Results = { found: [], seen: 0, isDone: false, isCut: false };

/** Searches the state as it is when the text was written; nothing while there is no text. */
export function useSearch(sync: AnySync, written: string, deep: boolean): Results | undefined {
  const text = written.trim().toLowerCase();
  const [results, setResults] = useState(NOTHING);
  useEffect(() => {
    setResults(NOTHING);
    if (text === '') return;
    const steps = search(sync.get(''), text, deep);
    const found: Found[] = [];
    let seen = 0;
    const slice = () => {
      const end = performance.now() + SLICE;
      let isDone = false;
      while (!isDone && found.length < LIMIT && (seen % 32 > 0 || performance.now() < end)) {
        const { value, done = false } = steps.next();
        if (value) found.push(value);
        isDone = done;
        seen++;
      }
      const isCut = found.length >= LIMIT;
      setResults({ found: [...found], seen, isDone: isDone || isCut, isCut });
      if (!isDone && !isCut) timer = setTimeout(slice);
    };
    let timer = setTimeout(slice, PAUSE);
    return () => clearTimeout(timer);
  }, [sync, text, deep]);
  return text === '' ? undefined : results;
}
