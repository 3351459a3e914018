// W1: one validated update that adds 1,000 nodes, with one subscriber on their number.
//
// Timed is until the call has returned (or, where it cannot be synchronous, has resolved) and a reader sees the last new
// node. Afterwards, untimed, the nodes are removed again and the store comes to rest, so
// that each sample starts from N nodes and an idle disk.

import { check } from './lib/check.js';
import { quiet, sampled } from './lib/sampling.js';

const COUNT = 1000;

export async function run({ contestant, n, freshNodes }) {
  const told = [];
  const off = contestant.onNodeCount((count) => told.push(count));
  await contestant.durable();

  const samples = await sampled(
    { warmup: 2, min: 4, max: 20, budgetMs: 1000, settle: contestant.durable },
    async () => {
      const nodes = freshNodes(COUNT);
      const last = nodes[COUNT - 1];
      told.length = 0;
      const start = performance.now();
      const accepted = await contestant.addNodes(nodes);
      const seen = await contestant.confidence(last.id);
      const ms = performance.now() - start;
      check(accepted && seen === last.metadata.confidence, 'the last of 1,000 added nodes is not visible');
      const count = await contestant.nodeCount();
      check(count === n + COUNT, `${count} nodes instead of ${n + COUNT}`);
      await quiet(contestant, () => told.length > 0);
      check(told.length === 1 && told[0] === n + COUNT, `the subscriber was told ${told.join() || 'nothing'}`);
      told.length = 0;
      await contestant.removeNodes(nodes.map((node) => node.id));
      await quiet(contestant, () => told.length > 0);
      return ms;
    },
  );

  // One bad node among good ones: all of them are refused.
  const bad = freshNodes(10);
  bad[7].metadata.confidence = 2;
  told.length = 0;
  check((await contestant.addNodes(bad)) === false, 'a node with a confidence of 2 was accepted');
  check((await contestant.nodeCount()) === n && told.length === 0, 'a refused update left something behind');
  off();
  return { W1: samples };
}
