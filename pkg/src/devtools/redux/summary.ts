/** The state as the extension gets it: ordinary JSON of a limited size, in which what is too large is only counted. */

import { type Container, containerOf } from '../lib/containers.js';
import { count } from '../lib/format.js';
import { like } from '../lib/like.js';

/** How much of a state is sent. */
export interface Limits {
  /** Entries of one container; a larger one is summarised. */
  readonly entries: number;
  /** Values in all; what comes after them is summarised. */
  readonly values: number;
}

/** Characters of one text. */
const TEXT = 2000;

const NAMES = { object: 'Object', array: 'Array', map: 'Map' } as const;

/** What stands for the rest begins or ends with one of these. */
const CUT = /⟨(Object|Array|Map) of [\d,]+⟩|…/;

/** What a summary says, with Maps where there are Maps now; `undefined` if something is missing in it, or it is no JSON. */
export function fromSummary(text: string | undefined, now: unknown): unknown {
  if (text === undefined || CUT.test(text)) return undefined;
  try {
    return like(JSON.parse(text), now);
  } catch {
    return undefined;
  }
}

const summarised = ({ kind, count: entries }: Container): string => `⟨${NAMES[kind]} of ${count(entries)}⟩`;

/** Makes summaries; what has not changed since the one before is not gone through again. */
export class Summaries {
  readonly #limits: Limits;
  /** Of containers that were sent as a whole: what was sent, and of how many values. */
  readonly #known = new WeakMap<object, { readonly summary: unknown; readonly values: number }>();
  #left = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  of(state: unknown): unknown {
    this.#left = this.#limits.values;
    return this.#copy(state);
  }

  #copy(value: unknown): unknown {
    this.#left--;
    if (typeof value === 'string' && value.length > TEXT) return `${value.slice(0, TEXT)}…`;
    const container = containerOf(value);
    if (!container) return value;
    if (container.count > this.#limits.entries || container.count > this.#left) return summarised(container);
    const known = this.#known.get(value as object);
    if (known && known.values <= this.#left) {
      this.#left -= known.values;
      return known.summary;
    }
    const before = this.#left;
    const summary = this.#entries(container);
    // What was cut for lack of room may have room next time.
    if (this.#left > 0) this.#known.set(value as object, { summary, values: before - this.#left });
    return summary;
  }

  #entries(container: Container): unknown {
    const names = Array.from({ length: container.count }, (_, index) => container.nameAt(index));
    if (container.kind === 'array') return names.map((name) => this.#copy(container.get(name)));
    return Object.fromEntries(names.map((name) => [name, this.#copy(container.get(name))]));
  }
}
