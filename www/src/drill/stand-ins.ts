/** Failures that a page cannot bring about for real: a function of the browser stands in for itself and fails once or for a while. */
import { sync } from '../state.ts';
import { writeSomething } from './preparations.ts';

/** Makes the engine fail in the middle of an update: whatever throws in there leaves it as a panic would. */
export async function trapEngine(): Promise<string> {
  const { now } = Date;
  Date.now = () => {
    // Only where WebAssembly asks, not for everybody who wants to know the time.
    if (!/wasm/.test(new Error().stack ?? '')) return now.call(Date);
    Date.now = now;
    throw new Error('The clock was stopped by a drill.');
  };
  try {
    sync.update(
      ({ memory }) => {
        memory.shortTerm = [...memory.shortTerm];
        memory.longTerm = [];
      },
      { source: 'drill', label: 'Is never made' },
    );
  } finally {
    Date.now = now;
  }
  return 'The clock that the engine asks threw an error, in an update that would have emptied the long-term memory.';
}

let allowWrites = (): void => {};

/** Whoever adds a record is told that there is no room, until {@link allow}. */
export async function refuseWrites(): Promise<string> {
  const { add } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.add = () => {
    throw new DOMException('The quota was used up by a drill.', 'QuotaExceededError');
  };
  allowWrites = () => {
    IDBObjectStore.prototype.add = add;
  };
  // It waits for what cannot be saved yet, and is told so.
  writeSomething().catch(() => {});
  return 'Every write was refused for want of room, and an update was made.';
}

export const allow = (): void => allowWrites();
