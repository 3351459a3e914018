/**
 * `npm run counts`: how many instructions the hot paths of the core run, natively, beside the counts that are kept in
 * `benches/counts/kept.json`; fails where one has changed by more than the tolerance. `npm run counts -- --keep` keeps those of now.
 *
 * Counted is by Valgrind: the same program gives the same counts on a busy machine and in a container without privileges. It is no
 * time: a cache that is missed and a branch that is guessed wrong cost nothing here, nor is it the code of the browser.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './counts/compare.mjs';
import { build, compiler, count } from './counts/measure.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { main, Stop } from './lib/run.mjs';
import { setUp } from './lib/set-up.mjs';
import { toCount } from './parts/index.mjs';

const file = inRoot('benches', 'counts', 'kept.json');

await main(async () => {
  const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
  await setUp(toCount);
  const now = { compiler: compiler(), counts: await count(await build()) };
  const { rows, notes, faults } = compare(JSON.parse(readFileSync(file, 'utf8')), now);
  console.table(rows);
  if (values.keep) {
    writeFileSync(file, `${JSON.stringify(now, null, 2)}\n`);
    console.log(`Kept in ${path.relative(root, file)}.`);
    return;
  }
  for (const note of notes) console.log(note);
  if (faults.length > 0) throw new Stop(faults.join('\n\n'));
});
