/** Which nodes have changes that are not on disk yet: those of this page's own updates. */

class Saving {
  readonly #counts = new Map<string, number>();
  readonly #listeners = new Set<() => void>();

  /** Counts these nodes as being saved until `durable` settles. */
  add(ids: readonly string[], durable: Promise<boolean>): void {
    this.#change(ids, 1);
    const done = () => this.#change(ids, -1);
    // If storage does not take it, the status of the whole state says so, and the engine tries again.
    durable.then(done, done);
  }

  has(id: string): boolean {
    return this.#counts.has(id);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #change(ids: readonly string[], by: number): void {
    for (const id of ids) {
      const count = (this.#counts.get(id) ?? 0) + by;
      if (count === 0) this.#counts.delete(id);
      else this.#counts.set(id, count);
    }
    for (const listener of [...this.#listeners]) listener();
  }
}

export const saving = new Saving();
