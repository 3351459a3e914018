/** `npm run build`: makes the npm package in `pkg/` and holds it to its size budget. */
import { buildPackage } from './build/package.mjs';
import { checkSize } from './build/size.mjs';
import { main } from './lib/run.mjs';
import { setUp } from './lib/set-up.mjs';
import { toBuild } from './parts/index.mjs';

await main(async () => {
  await setUp(toBuild);
  await buildPackage();
  await checkSize();
});
