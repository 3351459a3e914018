/**
 * What the package costs the page that loads it, held to a budget.
 *
 * The JavaScript is measured as an application would ship it: `holdfast` and `holdfast/react` in one minified bundle, React itself
 * left out. gzip because every server offers it.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { inRoot } from '../lib/paths.mjs';
import { Stop } from '../lib/run.mjs';
import { shippingCargo } from '../lib/rust.mjs';
import { withoutIt } from '../parts/small-library.mjs';

// The goal for JavaScript is 15 KB, due with the packaging; until then it may not grow.
const budget = { wasm: 100 * 1024, javascript: 20 * 1024 };

export async function checkSize() {
  const over = [
    report('wasm', readFileSync(inRoot('pkg', 'wasm', 'holdfast_bg.wasm')), budget.wasm),
    report('JavaScript', await bundle(), budget.javascript),
  ].filter(Boolean);
  if (over.length === 0) return;
  const excuse = over.includes('wasm') && !shippingCargo().isSmall ? `\n${withoutIt}` : '';
  throw new Stop(`Over the size budget: ${over.join(', ')}.${excuse}`);
}

/** Prints the sizes; gives back the name if it is over its limit, in bytes after gzip. */
function report(name, bytes, limit) {
  const zipped = gzipSync(bytes, { level: 9 }).length;
  console.log(`size ${name}: ${kilobytes(bytes.length)} raw, ${kilobytes(zipped)} gzipped, budget ${kilobytes(limit)}`);
  return zipped > limit ? name : undefined;
}

async function bundle() {
  // Not at the top: this file is loaded before the packages are installed.
  const { build } = await import('vite');
  const { output } = await build({
    configFile: false,
    logLevel: 'warn',
    root: inRoot(),
    plugins: [entry],
    build: {
      write: false,
      target: 'es2022',
      // The wasm is counted by itself.
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: { input: entry.name, external: /^react(-dom)?(\/|$)/, preserveEntrySignatures: 'strict' },
    },
  });
  return Buffer.concat(output.filter((file) => file.type === 'chunk').map((chunk) => Buffer.from(chunk.code)));
}

/** A module that exports all that the two entries do, so that nothing is dropped as unused. */
const entry = {
  name: 'everything',
  resolveId: (id) => (id === 'everything' ? inRoot('everything.js') : undefined),
  load: (id) =>
    id === inRoot('everything.js') ? "export * from 'holdfast';\nexport * from 'holdfast/react';" : undefined,
};

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
