/**
 * Percentiles of durations in a fixed 960 bytes: a histogram whose buckets are eighths of powers of two.
 *
 * The bucket of a number is the top of its binary form, exponent and three bits of the fraction: no logarithm and no
 * search. Percentiles are at most 1/16 (6.25 %) off between 1 microsecond and 17 minutes, which all that is beyond counts as.
 *
 * Not HdrHistogram or t-digest from npm: either is as large as a third of this package.
 */

/** Of the binary form: sign and exponent (12 bits) and the first three bits of the fraction. */
const SHIFT = 17;
/** The bucket of 2 ** -10, a microsecond. */
const FIRST = (1023 - 10) << 3;
/** 30 powers of two. */
const BUCKETS = 240;

const float = new Float64Array(1);
/** The same number as two words, the higher one second on every machine that runs WebAssembly in a browser. */
const words = new Uint32Array(float.buffer);

/** Counts numbers and tells their percentiles. */
export class Histogram {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  get max(): number {
    return this.#max;
  }

  /** @param value 0 or more */
  add(value: number): void {
    float[0] = value;
    const bucket = ((words[1] as number) >>> SHIFT) - FIRST;
    const index = bucket < 0 ? 0 : bucket < BUCKETS ? bucket : BUCKETS - 1;
    this.#buckets[index] = (this.#buckets[index] as number) + 1;
    this.#count++;
    if (value > this.#max) this.#max = value;
  }

  /**
   * The smallest value that a share of all is not above; 0 if there are none.
   * @param share 0 to 1: 0.95 for the 95th percentile
   */
  at(share: number): number {
    let rest = Math.max(1, Math.ceil(share * this.#count));
    const index = this.#buckets.findIndex((count) => {
      rest -= count;
      return rest <= 0;
    });
    if (index < 0) return 0;
    words[0] = 0;
    // The middle of the bucket.
    words[1] = ((index + FIRST) << SHIFT) | (1 << (SHIFT - 1));
    return Math.min(float[0] as number, this.#max);
  }
}
