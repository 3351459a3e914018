// `node benches/boundary/run.mjs`: which encoding moves an update into Rust, and a value out,
// fastest? In Chromium, since the answer depends on the JavaScript engine.

import { openBrowser } from '../browser.mjs';
import { median, quantile } from '../stats.mjs';
import { buildProbe } from './build-probe.mjs';

await buildProbe();
const browser = await openBrowser('boundary/page');
try {
  const { page, dispose } = await browser.openPage();
  const results = await page.evaluate(() => globalThis.measure());
  await dispose();
  console.log(`Chromium ${browser.version}; microseconds per crossing, median (quartiles)\n`);
  console.log('| payload | encoding | into Rust | out of Rust |\n|---|---|---:|---:|');
  for (const { payload, bytes, lanes } of results) {
    for (const name of new Set(lanes.map((lane) => lane.name))) {
      const cells = ['in', 'out'].map((direction) =>
        show(lanes.find((lane) => lane.name === name && lane.direction === direction)),
      );
      console.log(`| ${payload} (${bytes.toLocaleString('en')}) | ${name} | ${cells.join(' | ')} |`);
    }
  }
} finally {
  await browser.close();
}

function show({ samples }) {
  const [low, middle, high] = [quantile(samples, 0.25), median(samples), quantile(samples, 0.75)].map((us) =>
    us >= 100 ? Math.round(us).toLocaleString('en') : us.toPrecision(3),
  );
  return `${middle} (${low}-${high})`;
}
