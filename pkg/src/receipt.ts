/** What the caller of an update holds. */
import type { Core } from './core.js';
import type { Kept } from './engine/restart.js';
import type { Issue, UpdateReceipt } from './types.js';

const NO_ISSUES: readonly Issue[] = Object.freeze([]);

/** The receipt of an update that was applied. */
export class Accepted implements UpdateReceipt {
  readonly accepted = true;
  readonly version: number;
  readonly issues = NO_ISSUES;
  readonly durable: Promise<boolean>;

  /** @param kept until it is durable, if anything was changed */
  constructor(core: Core, version: number, kept: Kept | undefined) {
    this.version = version;
    this.durable = new Durable(core, version, kept);
  }
}

const nothing = () => {};

/**
 * A promise that asks the engine only when somebody waits for it: of a hundred thousand receipts a second hardly one is looked at.
 *
 * It is a member from the start, and no getter, so that receipts are copied, compared and printed like other data.
 */
class Durable extends Promise<boolean> {
  readonly #core: Core;
  readonly #version: number;
  readonly #kept: Kept | undefined;
  #asked: Promise<boolean> | undefined;

  /** What `finally` makes is no promise of this kind. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(core: Core, version: number, kept: Kept | undefined) {
    super(nothing);
    this.#core = core;
    this.#version = version;
    this.#kept = kept;
  }

  // `await`, `catch`, `finally` and `Promise.all` all come here.
  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  override then<T = boolean, E = never>(
    fulfilled?: ((value: boolean) => T | PromiseLike<T>) | null,
    rejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<T | E> {
    this.#asked ??= this.#core.restarts.ask<boolean>((raw) =>
      this.#kept?.isRefused
        ? Promise.resolve(false)
        : (raw.durable(Math.min(this.#kept?.version ?? this.#version, raw.version)) as Promise<boolean>),
    );
    return this.#asked.then(fulfilled, rejected);
  }
}
