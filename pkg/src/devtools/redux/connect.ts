import type { StateSync } from '../../sync.js';
import type { AnySync } from '../lib/any-sync.js';
import { type Connection, extension } from './extension.js';
import { Session } from './session.js';
import { Summaries } from './summary.js';

/** What its other buttons do would be done behind the back of the engine. */
const FEATURES = {
  ...{ pause: true, export: true, jump: true },
  ...{ lock: false, persist: false, skip: false, reorder: false, dispatch: false, test: false, import: false },
};

/** How updates are sent to the extension. */
export interface ReduxDevtoolsOptions {
  /** What the instance is called there; its name unless said. */
  readonly name?: string | undefined;
  /** Actions that are kept, there and here; 50 unless said. */
  readonly maxAge?: number | undefined;
  /** A container with more entries is sent as a summary, `⟨Map of 100,000⟩`; 200 unless said. */
  readonly maxEntries?: number | undefined;
  /** Values that are sent of one state; what comes after them is summarised. 5,000 unless said. */
  readonly maxValues?: number | undefined;
}

/**
 * Shows the updates of an instance in the Redux DevTools extension, from when it is ready: `source/label` as the type of an action,
 * the pointers of what changed as its payload. Jumping to an action or a state is an ordinary update with source `devtools`:
 * validated, in the history, and undone like any other; one that is refused is said in the extension, and changes nothing.
 *
 * @returns ends the connection. Where there is no extension, or no browser, neither does anything
 *
 * @example
 * const disconnect = connectReduxDevtools(sync, { name: 'Notes' });
 */
export function connectReduxDevtools<S>(sync: StateSync<S>, options: ReduxDevtoolsOptions = {}): () => void {
  const found = extension();
  if (!found) return () => {};
  const any = sync as unknown as AnySync;
  const { name = any.inspect().name, maxAge = 50, maxEntries = 200, maxValues = 5000 } = options;
  let isHere = true;
  let end = () => {};
  const begin = () => {
    if (!isHere || any.status.phase === 'closed') return;
    const connection = found.connect({ name, maxAge, features: FEATURES });
    const summaries = new Summaries({ entries: maxEntries, values: maxValues });
    end = follow(any, connection, new Session(any, connection, summaries, maxAge));
  };
  if (['loading', 'error', 'recovering'].includes(any.status.phase)) {
    // That it fails the application hears from `ready` itself.
    any.ready.then(begin, () => {});
  } else begin();
  return () => {
    isHere = false;
    end();
    end = () => {};
  };
}

/** Connects the two ways; gives back how to end it. */
function follow(sync: AnySync, connection: Connection, session: Session): () => void {
  const deaf = connection.subscribe((message) => sync.status.phase !== 'closed' && session.heard(message));
  const stop = sync.on('state_updated', (event) => session.updated(event));
  return () => {
    stop();
    deaf?.();
    connection.unsubscribe();
  };
}
