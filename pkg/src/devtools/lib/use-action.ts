import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf } from './format.js';

/** How what was asked for stands. */
export interface ActionState {
  readonly pending: boolean;
  /** Why the last one did not work. */
  readonly failure: string | undefined;
}

/** Runs what takes a while: whether it is under way, and why it failed. */
export function useAction(): [run: (work: () => Promise<void>) => Promise<void>, state: ActionState] {
  const [state, setState] = useState<ActionState>({ pending: false, failure: undefined });
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const run = useCallback(async (work: () => Promise<void>) => {
    setState({ pending: true, failure: undefined });
    const failure = await work().then(
      () => undefined,
      (error: unknown) => messageOf(error),
    );
    if (isHere.current) setState({ pending: false, failure });
  }, []);
  return [run, state];
}
