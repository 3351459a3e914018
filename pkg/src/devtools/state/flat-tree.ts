/**
 * The tree as a list of rows, without a list: an opened container knows how many rows it has and which of its entries are open, so
 * the row at an index is found by going down. Of 100,000 entries only those that are asked for are read.
 */
import { pointerTo } from '../../tape/encode.js';
import { type Container, containerOf } from '../lib/containers.js';

/** What is open: by the name of an entry, what is open in it. */
export type Opened = ReadonlyMap<string, Opened>;

/** One row. */
export interface TreeRow {
  readonly pointer: string;
  readonly path: readonly string[];
  readonly name: string;
  readonly value: unknown;
  /** Its place among its siblings, from 0, and how many they are. */
  readonly position: number;
  readonly siblings: number;
  readonly isOpen: boolean;
}

/** One container that is open. */
export class Branch {
  /** All rows below it. */
  readonly rows: number;
  readonly #path: readonly string[];
  readonly #container: Container;
  /** The entries that are open themselves, in their order. */
  readonly #open: readonly { readonly position: number; readonly branch: Branch }[];

  constructor(container: Container, opened: Opened, path: readonly string[] = []) {
    this.#container = container;
    this.#path = path;
    const open: { position: number; branch: Branch }[] = [];
    for (const [name, below] of opened) {
      const position = container.indexOf(name);
      const inner = position < 0 ? undefined : containerOf(container.get(name));
      if (inner) open.push({ position, branch: new Branch(inner, below, [...path, name]) });
    }
    this.#open = open.sort((a, b) => a.position - b.position);
    this.rows = open.reduce((sum, { branch }) => sum + branch.rows, container.count);
  }

  /** The row at an index. */
  at(index: number): TreeRow {
    let above = 0;
    for (const { position, branch } of this.#open) {
      const own = position + above;
      if (index <= own) break;
      if (index <= own + branch.rows) return branch.at(index - own - 1);
      above += branch.rows;
    }
    const position = index - above;
    const name = this.#container.nameAt(position);
    const path = [...this.#path, name];
    return {
      pointer: pointerTo(path),
      path,
      name,
      value: this.#container.get(name),
      position,
      siblings: this.#container.count,
      isOpen: this.#open.some((one) => one.position === position),
    };
  }

  /** The index of the row of a path; -1 if no row shows it. */
  indexOf(path: readonly string[]): number {
    const [name, ...rest] = path;
    const position = name === undefined ? -1 : this.#container.indexOf(name);
    if (position < 0) return -1;
    let above = 0;
    for (const { position: other, branch } of this.#open) {
      if (other === position && rest.length > 0) {
        const below = branch.indexOf(rest);
        return below < 0 ? -1 : position + above + 1 + below;
      }
      if (other >= position) break;
      above += branch.rows;
    }
    return rest.length > 0 ? -1 : position + above;
  }
}
