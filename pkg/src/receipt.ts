/** What the caller of an update holds. */
import type { Core } from './core.js';
import type { Kept } from './engine/restart.js';
import type { Issue, UpdateReceipt } from './types.js';

const NO_ISSUES: readonly Issue[] = Object.freeze([]);

/** The receipt of an update that was applied; asks the engine about durability only if somebody wants to know. */
export class Accepted implements UpdateReceipt {
  readonly accepted = true;
  readonly issues = NO_ISSUES;
  readonly version: number;
  readonly #core: Core;
  readonly #kept: Kept | undefined;
  #durable: Promise<boolean> | undefined;

  /** @param kept until it is durable, if anything was changed */
  constructor(core: Core, version: number, kept: Kept | undefined) {
    this.#core = core;
    this.version = version;
    this.#kept = kept;
  }

  get durable(): Promise<boolean> {
    if (!this.#durable) {
      const kept = this.#kept;
      this.#durable = this.#core.restarts.ask<boolean>((raw) =>
        kept?.isRefused
          ? Promise.resolve(false)
          : (raw.durable(Math.min(kept?.version ?? this.version, raw.version)) as Promise<boolean>),
      );
      // Nobody has to look.
      this.#durable.catch(() => {});
    }
    return this.#durable;
  }
}
