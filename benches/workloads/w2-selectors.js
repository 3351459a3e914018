// W2: validated one-field updates per second, with 100 subscribers that each select the
// confidence of another node; every update changes the same one of them.
//
// Timed are bursts of synchronous updates; between them the disk catches up, untimed (W5b
// and W9 are about the disk).

import { check } from './lib/check.js';
import { confidenceOf, moment, sampled, spread } from './lib/sampling.js';

const SUBSCRIBERS = 100;
const BURST = 10_000;
const BURST_MS = 150;

export async function run({ contestant, ids, expected }) {
  const watched = spread(ids, SUBSCRIBERS);
  const target = watched[SUBSCRIBERS >> 1];
  let hits = 0;
  let strays = 0;
  const offs = watched.map((id) => contestant.onConfidence(id, id === target ? () => hits++ : () => strays++));
  let i = 0;

  const samples = await sampled(
    { warmup: 2, min: 4, max: 15, budgetMs: 1000, settle: contestant.durable },
    async () => {
      hits = 0;
      let done = 0;
      let elapsed = 0;
      let accepted = true;
      const start = performance.now();
      while (done < BURST && elapsed < BURST_MS) {
        // The clock is read once in 16 updates, so that reading it does not count.
        for (let k = 0; k < 16; k++) accepted = contestant.setConfidence(target, confidenceOf(++i)) && accepted;
        done += 16;
        elapsed = performance.now() - start;
      }
      await moment();
      check(accepted && contestant.confidence(target) === confidenceOf(i), 'the last update is not visible');
      check(hits === done, `the affected subscriber was told ${hits} times of ${done} updates`);
      check(strays === 0, `subscribers of other nodes were told ${strays} times`);
      return (done / elapsed) * 1000;
    },
  );

  for (const bad of [2, -0.5, 'high']) {
    check(contestant.setConfidence(target, bad) === false, `a confidence of ${bad} was accepted`);
  }
  check(contestant.confidence(target) === confidenceOf(i), 'a refused update changed the value');
  expected.set(target, confidenceOf(i));
  for (const off of offs) off();
  return { W2: samples };
}
