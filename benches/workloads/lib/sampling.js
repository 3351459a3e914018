// How samples are taken: warm-up first, then at least `min` and at most `max` samples, none
// begun after `budgetMs`. A contestant that needs a second per sample gives fewer of them.

export async function sampled({ warmup, min, max, budgetMs }, takeOne) {
  for (let i = 0; i < warmup; i++) await takeOne();
  const samples = [];
  const start = performance.now();
  while (samples.length < min || (samples.length < max && performance.now() - start < budgetMs)) {
    samples.push(await takeOne());
  }
  return samples;
}

/** A value in 0..1 that differs from those of the neighbouring calls. */
export const confidenceOf = (i) => (i % 997) / 1000;

/** `count` ids, spread evenly over all of them. */
export const spread = (ids, count) =>
  Array.from({ length: count }, (_, i) => ids[Math.floor((i * ids.length) / count)]);
