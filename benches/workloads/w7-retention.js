// W7: drop what has expired in short-term memory, half of it, with its nodes and all references to them.
//
// Happens once: one sample per page. That nothing refers to what is gone is then the finding of
// the contestant's own check, whose work W4 has shown.

import { check } from './lib/check.js';

const DAY_MS = 86_400_000;

export async function run(context) {
  const { contestant, ids, isExpired, now } = context;
  const before = await contestant.consistency();
  const start = performance.now();
  const removed = await contestant.dropExpired(now - DAY_MS);
  const ms = performance.now() - start;
  const gone = ids.filter(isExpired);
  check(removed === gone.length, `${removed} nodes dropped instead of ${gone.length}`);
  context.forget(gone);
  for (const id of gone) check((await contestant.confidence(id)) === undefined, `${id} is still there`);
  const after = await contestant.consistency();
  check(after === before, `${after} inconsistencies instead of ${before}`);
  return { W7: [ms] };
}
