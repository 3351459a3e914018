// How samples are taken: warm-up first, then at least `min` and at most `max` samples, none
// begun after `budgetMs`. A contestant that needs a second per sample gives fewer of them.
// Each sample begins at rest: `settle` is awaited before it, untimed.

export async function sampled({ warmup, min, max, budgetMs, settle = () => {} }, takeOne) {
  for (let i = 0; i < warmup; i++) await takeOne();
  await settle();
  const samples = [];
  const start = performance.now();
  while (samples.length < min || (samples.length < max && performance.now() - start < budgetMs)) {
    samples.push(await takeOne());
    await settle();
  }
  return samples;
}

/** Lets go of the thread once, so that whoever is told a moment later has been told. */
const moment = () => new Promise((resolve) => setTimeout(resolve));

/** Until subscribers have been told: a moment, or, of a contestant that tells later, until `told` or for two seconds. */
export async function quiet({ coalesces }, told) {
  const start = performance.now();
  do await moment();
  while (coalesces && !told() && performance.now() - start < 2000);
}

/** A value in 0..1 that differs from those of the neighbouring calls. */
export const confidenceOf = (i) => (i % 997) / 1000;

/** `count` ids, spread evenly over all of them. */
export const spread = (ids, count) =>
  Array.from({ length: count }, (_, i) => ids[Math.floor((i * ids.length) / count)]);
