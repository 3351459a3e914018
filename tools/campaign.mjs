/**
 * `npm run campaign`: real browsers killed, cut off from power, and given rotten data, for long; `npm run campaign -- cuts flips` only
 * the parts named. Not part of CI.
 *
 * It prints what was counted, also as JSON in `target/campaign.json`, and fails if anything acknowledged was lost, if damage changed
 * something and nobody was told, or if a state could not go on.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildPackage } from './build/package.mjs';
import { inTarget } from './lib/paths.mjs';
import { main, Stop } from './lib/run.mjs';
import { setUp } from './lib/set-up.mjs';
import { xtask } from './parts/bindgen.mjs';
import { firefox } from './parts/firefox.mjs';
import { toCompareEngines, toTest } from './parts/index.mjs';
import { miniBrowser } from './parts/other-browsers.mjs';
import { compileBrowserTests } from './suites/browser.mjs';
import { vitest } from './suites/vitest.mjs';

const parts = {
  kills: {
    what: 'SIGKILL of Chromium in bursts, on both of its implementations of IndexedDB',
    async run(env) {
      const args = ['durability.test.ts', '-t', 'SIGKILL'];
      const counts = await vitest('campaign-kills', { projects: ['e2e'], args, env });
      // The other tests of the file are no part of this.
      return { ...counts, skipped: 0 };
    },
  },
  cuts: {
    what: 'power cuts: the profile of each browser that is installed on a disk that is cut off (root and loop devices)',
    run: (env) => vitest('campaign-cuts', { projects: ['campaign'], args: ['cuts.test.ts'], env }),
  },
  flips: {
    what: 'bytes of stored records flipped, and records cut short, taken away, exchanged',
    run: (env) => vitest('campaign-flips', { projects: ['campaign'], args: ['flips.test.ts'], env }),
  },
  engines: {
    what: 'Firefox and WebKitGTK: killed in bursts, and the tests for a browser',
    needs: toCompareEngines,
    async run(env) {
      const [module] = await compileBrowserTests();
      const engines = {
        HOLDFAST_TEST_MODULE: JSON.stringify({ runner: [xtask, 'test-runner'], module }),
      };
      return vitest('campaign-engines', {
        projects: ['campaign'],
        args: ['engines.test.ts'],
        env: { ...env, ...engines },
      });
    },
  },
};

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { kills: { type: 'string' }, cuts: { type: 'string' }, flips: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Stop(`No such part: ${unknown.join(', ')}. There are:\n${listed()}`);
  const chosen = Object.entries(parts).filter(([name]) => positionals.length === 0 || positionals.includes(name));

  await setUp([...new Set(chosen.flatMap(([, { needs }]) => needs ?? toTest))]);
  await buildPackage();

  const figures = inTarget('campaign.jsonl');
  const env = {
    HOLDFAST_COUNTERS: figures,
    FIREFOX: firefox() ?? '',
    MINIBROWSER: miniBrowser() ?? '',
    HOLDFAST_KILLS: values.kills ?? '30',
    HOLDFAST_ENGINE_KILLS: values.kills ?? '12',
    HOLDFAST_CUTS: values.cuts ?? '12',
    HOLDFAST_FLIPS: values.flips ?? '200',
  };
  const results = [];
  for (const [name, { what, run }] of chosen) {
    console.log(`\n== ${name}: ${what}`);
    rmSync(figures, { force: true });
    const begun = Date.now();
    const counts = await run(env);
    const lines = existsSync(figures) ? readFileSync(figures, 'utf8').trim().split('\n') : [];
    const seconds = Math.round((Date.now() - begun) / 1000);
    results.push({ name, ...counts, seconds, counters: lines.map((line) => JSON.parse(line)) });
  }
  rmSync(figures, { force: true });
  writeFileSync(
    inTarget('campaign.json'),
    `${JSON.stringify({ ended: new Date().toISOString(), results }, undefined, 2)}\n`,
  );

  for (const { name, counters, seconds } of results) {
    console.log(`\n${name}, ${seconds} s`);
    if (counters.length > 0) console.table(Object.fromEntries(counters.map(({ what, counters }) => [what, counters])));
  }
  console.log(`\n${inTotal(results.flatMap(({ counters }) => counters))}`);
  for (const { name, passed, failed, skipped } of results)
    console.log(`${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  if (results.some(({ failed }) => failed > 0)) process.exitCode = 1;
});

/** The sums of what has one name. */
function inTotal(rows) {
  const sums = new Map();
  for (const { counters } of rows)
    for (const [name, number] of Object.entries(counters)) sums.set(name, (sums.get(name) ?? 0) + number);
  return `In total: ${[...sums].map(([name, number]) => `${name} ${number}`).join(', ')}.`;
}

function listed() {
  const lines = Object.entries(parts).map(([name, { what }]) => `  ${name}: ${what}`);
  return lines.join('\n');
}
