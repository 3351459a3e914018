/** `npm run size`: the sizes of the built package against its budget; with `-- --report` also what takes the room. */
import { checkSize } from './build/size.mjs';
import { reportSize } from './build/size-report.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  if (process.argv.includes('--report')) await reportSize();
  await checkSize();
});
