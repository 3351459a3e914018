// W4: full check of consistency: references, counts, uniqueness, orphans, times.
//
// The test data have one thing to report: as many patterns as algorithms there should be, and
// there are none of the latter. A node that nobody holds and that refers to nothing makes three more.

import { check } from './lib/check.js';
import { sampled } from './lib/sampling.js';

const KNOWN = 1;
const MADE = 3;

export async function run({ contestant, freshNodes }) {
  const { consistency } = contestant;
  const samples = await sampled({ warmup: 1, min: 3, max: 10, budgetMs: 1000 }, async () => {
    const start = performance.now();
    const issues = await consistency();
    const ms = performance.now() - start;
    check(issues === KNOWN, `${issues} issues instead of ${KNOWN}`);
    return ms;
  });
  const [stray] = freshNodes(1);
  stray.connections = ['node-nowhere'];
  check(await contestant.addNodes([stray]), 'a valid node was refused');
  const issues = await consistency();
  check(issues === KNOWN + MADE, `${issues} issues instead of ${KNOWN + MADE} with a stray node`);
  await contestant.removeNodes([stray.id]);
  return { W4: samples };
}
