/** `npm run size`: the sizes of the built package against its budget. */
import { checkSize } from './build/size.mjs';
import { main } from './lib/run.mjs';

await main(checkSize);
