/**
 * The states of the latest versions that were seen while the panel was open. A snapshot shares with the next one all that did not
 * change, so keeping some costs little; and with them there is a before and an after to what the history only has pointers for.
 */
import type { AnySync } from '../lib/any-sync.js';

/** How many: beyond it the engine would hold on to memory for long. */
const LIMIT = 50;

export class Recorder {
  readonly #sync: AnySync;
  readonly #states = new Map<number, unknown>();

  constructor(sync: AnySync) {
    this.#sync = sync;
  }

  /** Begins to record; gives back how to stop. */
  start(): () => void {
    if (this.#sync.status.phase === 'closed') return () => {};
    this.#record();
    const end = this.#sync.subscribe(() => this.#record());
    return () => {
      end();
      this.#states.clear();
    };
  }

  /** The state of a version, if it was seen and is kept. */
  at(version: number): unknown {
    return this.#states.get(version);
  }

  #record(): void {
    const { version } = this.#sync.status;
    this.#states.delete(version);
    this.#states.set(version, this.#sync.getState());
    const [oldest] = this.#states.keys();
    if (this.#states.size > LIMIT && oldest !== undefined) this.#states.delete(oldest);
  }
}
