/**
 * `npm run figures`: what opening the demo costs, in a fresh browser and in one that has been there: requests, bytes, the time until
 * it can be used beside that of an empty page, and what kept the page from answering. Medians of several rounds; on a machine that is
 * busy compare the ratios. `-- --rounds 9` for more of them.
 */
import { buildDemo } from './build/demo.mjs';
import { buildPackage } from './build/package.mjs';
import { compareLoads } from './figures/compare.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, Stop } from './lib/run.mjs';
import { setUp } from './lib/set-up.mjs';
import { toBuild } from './parts/index.mjs';

const DEFAULT_ROUNDS = 5;

await main(async () => {
  const rounds = roundsOf(process.argv);
  await setUp(toBuild);
  await buildPackage();
  await buildDemo();
  console.table(await compareLoads(inRoot('www', 'dist'), rounds));
});

function roundsOf(args) {
  const at = args.indexOf('--rounds');
  const rounds = at < 0 ? DEFAULT_ROUNDS : Number(args[at + 1]);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Stop('--rounds takes a number of 1 or more');
  return rounds;
}
