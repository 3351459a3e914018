/** Updates of which some make the engine fail, if it is the one that can be made to. */
import { createStateSync, type EventData, type StateSync } from 'holdfast';
import { change, flaw, model, type Numbered } from '../durability/numbered.ts';

let sync: StateSync<Numbered>;
const restarts: EventData['engine_restarted'][] = [];
/** The updates that were promised. */
const promised: number[] = [];
const broken: string[] = [];

const trap = {
  /** Loads; gives back how many updates there are. */
  async open(): Promise<number> {
    sync = createStateSync<Numbered>({ name: 'trap', model });
    sync.on('engine_restarted', ({ data }) => restarts.push(data));
    await sync.ready;
    return sync.getState().count;
  },

  /** Makes the next update, with a source that may make the engine fail; whether it was accepted. */
  next(source?: string): boolean {
    const n = sync.getState().count + 1;
    const { accepted, durable } = sync.update(change(n), source === undefined ? {} : { source });
    if (accepted)
      durable.then(
        (yes) => {
          if (yes) promised.push(n);
          else broken.push(`${n} is not there`);
        },
        (error) => broken.push(`${n}: ${error}`),
      );
    return accepted;
  },

  /** Everything on disk: what was found. */
  async settled() {
    await sync.flush();
    const state = sync.getState();
    const { phase, version, pending } = sync.status;
    return { count: state.count, flaw: flaw(state, version), phase, pending, promised, broken, restarts };
  },

  /** Ends it and removes what it has written; fails if somebody still has a connection. */
  async remove(): Promise<void> {
    await sync.close();
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase('trap~g1');
      request.onsuccess = () => resolve();
      // One that is being closed still ends the transactions that it has begun.
      request.onblocked = () => setTimeout(() => reject(new Error('a connection is open')), 5000);
      request.onerror = () => reject(request.error);
    });
  },
};

declare global {
  interface Window {
    trap: typeof trap;
  }
}

window.trap = trap;
