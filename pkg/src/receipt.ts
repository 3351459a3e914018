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
    this.durable = new Lazy(() =>
      core.restarts.ask<boolean>((raw) =>
        kept?.isRefused
          ? Promise.resolve(false)
          : (raw.durable(Math.min(kept?.version ?? version, raw.version)) as Promise<boolean>),
      ),
    );
  }
}

const nothing = () => {};

/**
 * A promise that asks only when somebody waits for it: of a hundred thousand receipts a second hardly one is looked at.
 *
 * It is a member from the start, and no getter, so that receipts are copied, compared and printed like other data.
 */
class Lazy<V> extends Promise<V> {
  readonly #ask: () => Promise<V>;
  #asked: Promise<V> | undefined;

  /** What `finally` makes is no promise of this kind. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(ask: () => Promise<V>) {
    super(nothing);
    this.#ask = ask;
  }

  // `await`, `catch`, `finally` and `Promise.all` all come here.
  // biome-ignore lint/suspicious/noThenProperty: it is a promise
  override then<T = V, E = never>(
    fulfilled?: ((value: V) => T | PromiseLike<T>) | null,
    rejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<T | E> {
    this.#asked ??= this.#ask();
    return this.#asked.then(fulfilled, rejected);
  }
}
