/** Measurements of the last seconds: how many, and their percentiles. */

/** Kept of each second; of more, some chosen by chance stand for all. */
const SAMPLES = 500;

interface Second {
  readonly second: number;
  count: number;
  readonly samples: number[];
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export class Window {
  readonly #lengthS: number;
  #seconds: Second[] = [];

  constructor(lengthS: number) {
    this.#lengthS = lengthS;
  }

  /** @param now in milliseconds */
  add(now: number, value: number): void {
    const second = Math.floor(now / 1000);
    let newest = this.#seconds.at(-1);
    if (newest?.second !== second) {
      newest = { second, count: 0, samples: [] };
      this.#seconds.push(newest);
      this.#drop(second);
    }
    newest.count++;
    const { samples, count } = newest;
    const index = count <= SAMPLES ? count - 1 : Math.floor(Math.random() * count);
    if (index < SAMPLES) samples[index] = value;
  }

  /** `null` while there are none. */
  percentiles(now: number): Percentiles | null {
    this.#drop(Math.floor(now / 1000));
    const sorted = this.#seconds.flatMap(({ samples }) => samples).sort((a, b) => a - b);
    if (sorted.length === 0) return null;
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }

  #drop(second: number): void {
    this.#seconds = this.#seconds.filter((one) => one.second > second - this.#lengthS);
  }
}
