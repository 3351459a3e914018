/** The state that the model begins with: what is shown until there is another, and what a new database is made of. */
import type { Model } from './model/types.js';
import { decoded, encoded } from './tape/bodies.js';
import { Unsupported } from './tape/encode.js';

/** Of one instance. */
export class Initial<S> {
  readonly #model: Model<S>;
  /** Let go of when it was needed once. */
  #state: S | undefined;
  /** The same in bytes, or why that cannot be. */
  #body: Uint8Array | Unsupported | undefined;
  #always: S | undefined;

  constructor(model: Model<S>) {
    this.#model = model;
    const state = model.initial();
    this.#body = encoded(state);
    this.#state = (this.#body instanceof Unsupported ? state : decoded(this.#body)) as S;
  }

  /** Until there is another. */
  get state(): S | undefined {
    return this.#state;
  }

  /** Also then: the same object each time. */
  always(): S {
    this.#always ??= this.#state ?? (decoded(encoded(this.#model.initial()) as Uint8Array) as S);
    return this.#always;
  }

  /** The state that a new database begins with. */
  created(): Uint8Array | Unsupported {
    // The engine may have failed before it was stored.
    const initial = this.#state ?? this.#model.initial();
    const first = this.#model.created(initial);
    return first === initial ? (this.#body ?? encoded(initial)) : encoded(first);
  }

  /** There is another. */
  release(): void {
    this.#state = undefined;
    this.#body = undefined;
  }
}
