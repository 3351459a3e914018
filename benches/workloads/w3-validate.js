// W3: validation of the whole state.
//
// That it does look is shown by a value that is put past validation, where a contestant has a way
// to do that (`plant`); Holdfast has none.

import { check } from './lib/check.js';
import { sampled } from './lib/sampling.js';

export async function run({ contestant, ids }) {
  const { validate, plant } = contestant;
  const samples = await sampled({ warmup: 1, min: 3, max: 10, budgetMs: 1000 }, async () => {
    const start = performance.now();
    const issues = await validate();
    const ms = performance.now() - start;
    check(issues === 0, `${issues} issues in a valid state`);
    return ms;
  });
  if (plant) {
    const id = ids[ids.length >> 2];
    const right = await contestant.confidence(id);
    await plant(id, 2);
    check((await validate()) > 0, 'validation found nothing wrong with a confidence of 2');
    await plant(id, right);
  }
  return { W3: samples };
}
