// W2: validated one-field updates per second, with 100 subscribers that each select the
// confidence of another node; every update changes the same one of them.
//
// Timed are bursts of updates, synchronous where that is possible; between them the disk catches up, untimed (W5b
// and W9 are about the disk).

import { check } from './lib/check.js';
import { confidenceOf, quiet, sampled, spread } from './lib/sampling.js';

const SUBSCRIBERS = 100;
const BURST = 10_000;
const BURST_MS = 150;

export async function run({ contestant, ids, expected }) {
  const watched = spread(ids, SUBSCRIBERS);
  const target = watched[SUBSCRIBERS >> 1];
  let hits = 0;
  let strays = 0;
  let last;
  const hit = (now) => {
    hits++;
    last = now;
  };
  const offs = watched.map((id) => contestant.onConfidence(id, id === target ? hit : () => strays++));
  await contestant.durable();
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
        for (let k = 0; k < 16; k++) {
          let one = contestant.setConfidence(target, confidenceOf(++i));
          if (typeof one === 'object') one = await one;
          accepted = one && accepted;
        }
        done += 16;
        elapsed = performance.now() - start;
      }
      await quiet(contestant, () => last === confidenceOf(i));
      check(accepted && (await contestant.confidence(target)) === confidenceOf(i), 'the last update is not visible');
      check(last === confidenceOf(i), `the affected subscriber knows ${last} in the end`);
      check(contestant.coalesces || hits === done, `the affected subscriber was told ${hits} times of ${done} updates`);
      check(strays === 0, `subscribers of other nodes were told ${strays} times`);
      return (done / elapsed) * 1000;
    },
  );

  for (const bad of [2, -0.5, 'high']) {
    check((await contestant.setConfidence(target, bad)) === false, `a confidence of ${bad} was accepted`);
  }
  check((await contestant.confidence(target)) === confidenceOf(i), 'a refused update changed the value');
  expected.set(target, confidenceOf(i));
  for (const off of offs) off();
  return { W2: samples };
}
