/**
 * A list of records in the state, looked at one by one: its length and the ids in it, without reading the rest.
 *
 * Reading a list of up to a thousand through a snapshot makes all of it, anew after each change. What changes it thousands of
 * times a second asks for single values instead.
 */
import { sync } from '../state.ts';

export class List {
  readonly path: string;
  /** What the length was; most changes are by one. */
  #guess = 0;

  /** @param path of the list, as a pointer */
  constructor(path: string) {
    this.path = path;
  }

  idAt(index: number): string | undefined {
    return index < 0 ? undefined : (sync.get(`${this.path}/${index}/id`) as string | undefined);
  }

  get length(): number {
    let known = this.idAt(this.#guess - 1) === undefined ? 0 : this.#guess;
    let beyond = known + 1;
    // By larger and larger steps to the first that is not there, then back by halves.
    for (let step = 1; this.idAt(beyond - 1) !== undefined; step *= 2) {
      known = beyond;
      beyond += step;
    }
    while (beyond - known > 1) {
      const middle = (known + beyond) >> 1;
      if (this.idAt(middle - 1) === undefined) beyond = middle;
      else known = middle;
    }
    this.#guess = known;
    return known;
  }

  /** The first place from `from` to before `to` with such an id; -1 if there is none. */
  find(isIt: (id: string) => boolean, from = 0, to = this.length): number {
    for (let index = from; index < to; index++) {
      const id = this.idAt(index);
      if (id === undefined) break;
      if (isIt(id)) return index;
    }
    return -1;
  }
}
