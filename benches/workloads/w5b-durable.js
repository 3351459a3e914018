// W5b: from one changed field until that change is on disk, the store being idle before.
//
// "On disk" is what the contestant itself promises: its `durability` stands in the report.

import { check } from './lib/check.js';
import { confidenceOf, sampled } from './lib/sampling.js';

export async function run({ contestant, ids, expected }) {
  const id = ids[ids.length >> 1];
  let i = 1;
  const samples = await sampled(
    { warmup: 1, min: 3, max: 200, budgetMs: 1000, settle: contestant.durable },
    async () => {
      const start = performance.now();
      const accepted = await contestant.setConfidence(id, confidenceOf(++i));
      await contestant.durable();
      const ms = performance.now() - start;
      check(accepted && (await contestant.confidence(id)) === confidenceOf(i), 'the change is not visible');
      return ms;
    },
  );
  expected.set(id, confidenceOf(i));
  return { W5b: samples };
}
