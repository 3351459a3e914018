// Medians and quartiles: the only statistics that the report uses, since one slow sample
// on a shared machine would ruin a mean.

/** The value below which the share `q` (0..1) of the samples lies, linearly interpolated. */
export function quantile(samples, q) {
  if (samples.length === 0) throw new RangeError('a quantile needs at least one sample');
  const sorted = Float64Array.from(samples).sort();
  const at = (sorted.length - 1) * q;
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at % 1);
}

export const median = (samples) => quantile(samples, 0.5);

/** A seeded generator (mulberry32) of numbers in [0, 1): the same run can be made twice. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A shuffled copy (Fisher and Yates). */
export function shuffled(items, random) {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}
