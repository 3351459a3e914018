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

/**
 * In KB after gzip. `bar` is what the package is to reach; `limit` is where it stands, so that it does not grow unnoticed: it is
 * lowered with every saving, and raised only in the commit whose message says what for.
 */
const sizes = { wasm: { bar: 100, limit: 212.5 }, JavaScript: { bar: 15, limit: 36 } };

export async function checkSize() {
  const over = [
    report('wasm', readFileSync(inRoot('pkg', 'wasm', 'holdfast_bg.wasm')), sizes.wasm),
    report('JavaScript', await bundle('holdfast', 'holdfast/react'), sizes.JavaScript),
  ].filter(Boolean);
  // For those who choose it: both in one, where the text after gzip is little more than the module after gzip.
  show('holdfast/inline with holdfast/react', await bundle('holdfast/inline', 'holdfast/react'));
  if (over.length === 0) return;
  const excuse = over.includes('wasm') && !shippingCargo().isSmall ? `\n${withoutIt}` : '';
  throw new Stop(`Larger than it was (the limits in tools/build/size.mjs): ${over.join(', ')}.${excuse}`);
}

/** Prints the sizes; gives back the name if it is over its limit. */
function report(name, bytes, { bar, limit }) {
  const zipped = gzipSync(bytes, { level: 9 }).length;
  const over = zipped > bar * 1024 ? `${(zipped / bar / 1024).toFixed(2)}x the bar of` : 'within the bar of';
  show(name, bytes, `, ${over} ${bar} KB, limit ${limit} KB`);
  return zipped > limit * 1024 ? name : undefined;
}

function show(name, bytes, more = '') {
  const zipped = gzipSync(bytes, { level: 9 }).length;
  console.log(`size ${name}: ${kilobytes(bytes.length)} raw, ${kilobytes(zipped)} gzipped${more}`);
}

async function bundle(...names) {
  const entry = everythingOf(names);
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

/** A module that exports all that these entries do, so that nothing is dropped as unused. */
const everythingOf = (names) => ({
  name: 'everything',
  resolveId: (id) => (id === 'everything' ? inRoot('everything.js') : undefined),
  load: (id) =>
    id === inRoot('everything.js') ? names.map((name) => `export * from '${name}';`).join('\n') : undefined,
});

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
