/**
 * `npm run typecheck`: the types of the package, its tests, the demo and the benchmark.
 * The package is built for it, since the others see its published declarations, and those name the types of the wasm glue.
 */
import { existsSync } from 'node:fs';
import { buildPackage } from './build/package.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, run } from './lib/run.mjs';
import { setUp } from './lib/set-up.mjs';
import { toBuild } from './parts/index.mjs';

await main(async () => {
  await setUp(toBuild);
  await buildPackage();
  for (const project of ['pkg', 'tests', 'www', 'benches']) {
    if (!existsSync(inRoot(project, 'tsconfig.json'))) continue;
    await run(inRoot('node_modules', '.bin', 'tsc'), ['--noEmit', '-p', inRoot(project)]);
    console.log(`types of ${project}: fine`);
  }
});
