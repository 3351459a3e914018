/**
 * `npm run setup`: installs whatever building and testing need and is not there yet. Safe to run again.
 * `npm start` and `npm test` do this by themselves.
 */
import { main } from './lib/run.mjs';
import { setUp } from './lib/set-up.mjs';
import { toTestEndToEnd } from './parts/index.mjs';
import { tryAgain } from './parts/small-library.mjs';

await main(async () => {
  tryAgain();
  await setUp(toTestEndToEnd);
  console.log('Everything that building and testing need is here.');
});
