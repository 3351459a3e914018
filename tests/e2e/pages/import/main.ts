/** An application that has used zustand until now. */
import { createStateSync, defineModel } from 'holdfast';
import { fromZustandPersist, type ImportResult, importOnce } from 'holdfast/import';
import { persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';

interface Old {
  counts: Record<string, number>;
}

declare global {
  interface Window {
    /** What the application of before did. */
    useZustand(key: string): void;
    /** The application of now at its start: imports, and counts one up under a name at once. */
    start(key: string, name: string): Promise<{ outcome: ImportResult['outcome']; counted: boolean; state: unknown }>;
    /** The state now. */
    state(key: string): unknown;
  }
}

window.useZustand = (key) => {
  const store = createStore(persist((): Old => ({ counts: {} }), { name: key }));
  store.setState({ counts: { old: 1 } });
};

const open = (key: string) =>
  createStateSync({
    name: key,
    model: defineModel({ name: 'counts', version: 1, schema: true, initial: (): Old => ({ counts: {} }) }),
  });

window.start = async (key, name) => {
  const sync = open(key);
  const result = importOnce(sync, [fromZustandPersist(key, (old: Old) => old)]);
  const counted = sync.updateState({ counts: { [name]: 1, old: 2 } });
  const { outcome } = await result;
  return { outcome, counted: await counted, state: sync.getState() };
};

window.state = (key) => open(key).getState();
