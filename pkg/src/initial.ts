/** The state that the model begins with: what is shown until there is another, and what a new database is made of. */
import type { EnginePort } from './engine/port.js';
import { fail } from './model/check.js';
import type { Model } from './model/types.js';
import { frozen } from './tape/bodies.js';

/** Of one instance. What nobody asks for is not made: a state may be large, and most databases are not new. */
export class Initial<S> {
  readonly #model: Model<S>;
  /** As the model gave it; let go of when there is another state. */
  #given: S | undefined;
  #frozen: S | undefined;

  constructor(model: Model<S>) {
    this.#model = model;
    this.#given = this.#make();
  }

  /** @throws StateSyncError `invalid_model`. Not asked when the model is defined: that happens on import, also on servers. */
  #make(): S {
    let made: S;
    try {
      made = this.#model.initial();
    } catch (cause) {
      fail('/initial', `it throws ${cause}`, cause);
    }
    if (made === undefined || made instanceof Promise) fail('/initial', `expected a state, got ${made && 'a promise'}`);
    return made;
  }

  /** Until there is another. */
  get state(): S | undefined {
    if (this.#given !== undefined) this.#frozen ??= frozen(this.#given);
    return this.#frozen;
  }

  /** Also then: the same object each time. */
  always(): S {
    this.#frozen ??= frozen(this.#given ?? this.#make());
    return this.#frozen;
  }

  /** The state that a new database begins with, as bytes for an engine. @throws Unsupported */
  created(port: EnginePort): Uint8Array {
    // The engine may have failed before it was stored.
    this.#given ??= this.#make();
    return port.encodeOnce(this.#model.created(this.#frozen ?? this.#given));
  }

  /** There is another. */
  release(): void {
    this.#given = undefined;
  }
}
