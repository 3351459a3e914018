/**
 * `npm test`: sets up, builds and runs every test; `npm test -- native unit` only the suites named.
 * Every suite runs even if one before it failed. The last lines count each one: `NAME: N passed, N failed`.
 */
import { buildPackage } from './build/package.mjs';
import { buildFailingWasm } from './build/wasm.mjs';
import { main, Stop } from './lib/run.mjs';
import { setUp } from './lib/set-up.mjs';
import { toBuild, toTest, toTestEndToEnd } from './parts/index.mjs';
import { browser } from './suites/browser.mjs';
import { native } from './suites/native.mjs';
import { consumers, e2e, unit } from './suites/vitest.mjs';

const suites = {
  native: { run: native, needs: toBuild, package: false },
  browser: { run: browser, needs: toTest, package: false },
  unit: { run: unit, needs: toBuild, package: true },
  e2e: { run: e2e, needs: toTestEndToEnd, package: true },
  consumers: { run: consumers, needs: toTest, package: true },
};

await main(async () => {
  const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(suites);
  const unknown = names.filter((name) => !(name in suites));
  if (unknown.length > 0)
    throw new Stop(`No such suite: ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}.`);

  const chosen = names.map((name) => ({ name, ...suites[name] }));
  await setUp([...new Set(chosen.flatMap((suite) => suite.needs))]);
  if (chosen.some((suite) => suite.package)) {
    await buildPackage();
    await buildFailingWasm();
  }

  const lines = [];
  let failures = 0;
  for (const { name, run } of chosen) {
    console.log(`\n== ${name}`);
    const begun = Date.now();
    const { passed, failed, skipped } = atLeastOne(await run());
    console.log(`   ${Math.round((Date.now() - begun) / 1000)} s`);
    lines.push(`${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    failures += failed;
  }
  console.log(`\n${lines.join('\n')}`);
  if (failures > 0) process.exitCode = 1;
});

/** A suite in which nothing ran, for whatever reason, must not pass for a suite in which nothing failed. */
function atLeastOne(counts) {
  return counts.passed + counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
