/** `npm start`: sets up, builds and serves the demo on this machine only. `PORT` asks for another port. */
import { buildDemo } from './build/demo.mjs';
import { buildPackage } from './build/package.mjs';
import { inRoot } from './lib/paths.mjs';
import { main } from './lib/run.mjs';
import { setUp } from './lib/set-up.mjs';
import { toBuild } from './parts/index.mjs';

await main(async () => {
  await setUp(toBuild);
  await buildPackage();
  await buildDemo();
  const address = await serve();
  console.log(`\nThe demo is at ${address}  (Ctrl+C ends it)`);
});

async function serve() {
  // Not at the top: this file is loaded before the packages are installed.
  const { preview } = await import('vite');
  const server = await preview({
    root: inRoot('www'),
    logLevel: 'warn',
    // The data that a browser keeps belongs to the address, so the port stays the same if it can.
    preview: { host: '127.0.0.1', port: Number(process.env.PORT ?? 4173), strictPort: false, open: false },
  });
  return server.resolvedUrls?.local[0];
}
