/** `npm run format`: formats all sources in place and sorts their imports. */
import { inRoot } from './lib/paths.mjs';
import { main, run } from './lib/run.mjs';
import { nativeCargo } from './lib/rust.mjs';
import { setUp } from './lib/set-up.mjs';
import { toLint } from './parts/index.mjs';

await main(async () => {
  await setUp(toLint);
  const { cargo, env } = nativeCargo();
  await run(cargo, ['fmt'], { env });
  await run(inRoot('node_modules', '.bin', 'biome'), ['check', '--write', '--linter-enabled=false', '.']);
});
