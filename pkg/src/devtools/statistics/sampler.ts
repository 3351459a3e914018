/** Statistics over time: read once a second while the panel is open, whichever tab is shown. */
import { createContext } from 'react';
import type { StateSyncStats } from '../../types.js';
import type { AnySync } from '../lib/any-sync.js';

/** Between two readings, in milliseconds. */
const PERIOD = 1000;
/** Two minutes. */
const LIMIT = 120;

/** One reading. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly stats: StateSyncStats;
  /** Since the reading before. */
  readonly updatesPerSecond: number;
}

export class Sampler {
  readonly #sync: AnySync;
  readonly #listeners = new Set<() => void>();
  #samples: readonly Sample[] = [];

  constructor(sync: AnySync) {
    this.#sync = sync;
  }

  /** Begins to read; gives back how to stop. */
  start(): () => void {
    this.#read();
    const timer = setInterval(() => {
      if (this.#sync.status.phase === 'closed') clearInterval(timer);
      else this.#read();
    }, PERIOD);
    return () => clearInterval(timer);
  }

  /** Oldest first; the same array until there is another. */
  readonly samples = (): readonly Sample[] => this.#samples;

  readonly subscribe = (notify: () => void): (() => void) => {
    this.#listeners.add(notify);
    return () => void this.#listeners.delete(notify);
  };

  #read(): void {
    const stats = this.#sync.readStats();
    const time = Date.now();
    const before = this.#samples.at(-1);
    const made = before ? stats.operations.update.count - before.stats.operations.update.count : 0;
    const seconds = before ? (time - before.time) / 1000 : 0;
    const sample = { time, stats, updatesPerSecond: seconds > 0 ? Math.max(0, made / seconds) : 0 };
    this.#samples = [...this.#samples.slice(1 - LIMIT), sample];
    for (const notify of this.#listeners) notify();
  }
}

/** The one of the panel. */
export const SamplerContext = createContext<Sampler | undefined>(undefined);
