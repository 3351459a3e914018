/** What is to be drawn, chosen again when the memory has changed, but not more often than the eye can follow. */
import { useEffect, useState } from 'react';
import { sync } from '../state.ts';
import { chooseGraph, type Graph } from './choose.ts';

const PAUSE_MS = 700;

export function useGraph(): Graph {
  const [graph, setGraph] = useState(() => chooseGraph(sync.getState().memory));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const choose = () => {
      timer = undefined;
      if (sync.status.phase !== 'closed') setGraph(chooseGraph(sync.getState().memory));
    };
    const stop = sync.subscribe(
      (state) => state.memory,
      () => {
        timer ??= setTimeout(choose, PAUSE_MS);
      },
      // It may have changed since it was rendered.
      { fireImmediately: true },
    );
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return graph;
}
