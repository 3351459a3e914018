// W9: 10,000 one-field updates over 1,000 nodes, none of them awaited; one subscriber waits
// for the value of the last. Two times: until it has been told, and until all is on disk.
//
// The burst is given up after `capMs`, which the report prints as ">30 s".

import { check } from './lib/check.js';
import { confidenceOf, sampled, spread } from './lib/sampling.js';

const UPDATES = 10_000;
const NODES = 1000;

export async function run({ contestant, ids, expected, capMs }) {
  const touched = spread(ids, NODES);
  const last = touched[(UPDATES - 1) % NODES];
  const told = [];
  let capped = false;
  let turn = 0;

  const onDisk = await sampled({ warmup: 0, min: 1, max: 5, budgetMs: 1000 }, async () => {
    const base = ++turn;
    // Each update of a node must differ from its last one, in this turn and the one before.
    const valueAt = (i) => confidenceOf(i * 7 + base);
    let ring;
    const rang = new Promise((resolve) => (ring = resolve));
    const off = contestant.onConfidence(last, (now) => now === valueAt(UPDATES - 1) && ring(performance.now()));
    await contestant.durable();
    let accepted = true;
    const pending = [];
    let i = 0;
    const start = performance.now();
    for (; i < UPDATES && !capped; i++) {
      const one = contestant.setConfidence(touched[i % NODES], valueAt(i));
      if (typeof one === 'object') pending.push(one);
      else accepted = one && accepted;
      if (i % 64 === 0) capped = performance.now() - start > capMs;
    }
    const answers = Promise.all(pending);
    const settled = answers.then(contestant.durable);
    if (!capped) told.push((await rang) - start);
    await settled;
    const ms = performance.now() - start;
    off();
    capped ||= ms > capMs; // a contestant that answers later could not be stopped earlier
    check(accepted && !(await answers).includes(false), 'an update of the burst was refused');
    for (let k = Math.max(0, i - NODES); k < i; k++) expected.set(touched[k % NODES], valueAt(k));
    return ms;
  });
  return { W9: capped ? { capped } : onDisk, W9told: told.length > 0 ? told : { capped } };
}
