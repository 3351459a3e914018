/** What the caller of an update holds. */
import { translated } from './engine/errors.js';
import type { RawEngine } from './engine/wasm.js';
import type { Issue, UpdateReceipt } from './types.js';

const NO_ISSUES: readonly Issue[] = Object.freeze([]);

/** The receipt of an update that was applied; asks the engine about durability only if somebody wants to know. */
export class Accepted implements UpdateReceipt {
  readonly accepted = true;
  readonly issues = NO_ISSUES;
  readonly #raw: RawEngine;
  #durable: Promise<boolean> | undefined;

  constructor(
    raw: RawEngine,
    readonly version: number,
  ) {
    this.#raw = raw;
  }

  get durable(): Promise<boolean> {
    if (!this.#durable) {
      this.#durable = translated(this.#raw.durable(this.version));
      // Nobody has to look.
      this.#durable.catch(() => {});
    }
    return this.#durable;
  }
}
