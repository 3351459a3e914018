// `npm run bench`: the browser benchmark of Holdfast against its peers.
//
// For every round and every N, each contestant gets a fresh page at a fresh origin, in an
// order that is drawn anew. What is measured stands in `metrics.mjs` and `workloads/`, how
// a peer is used in `contestants/`, why it is fair in `README.md`. Ends with 1 when a
// contestant gave a wrong result.

import { mkdir, writeFile } from 'node:fs/promises';
import { openBrowser } from './browser.mjs';
import { chartPage } from './chart-page.mjs';
import { contestantsPlugin } from './contestants-plugin.mjs';
import { describeMachine } from './machine.mjs';
import { METRICS } from './metrics.mjs';
import { HELP, readOptions } from './options.mjs';
import { calibration, cells, measuredMetrics, report } from './report.mjs';
import { seededRandom, shuffled } from './stats.mjs';

/** A page that is silent for this long is given up: minutes more than the slowest step needs. */
const STEP_LIMIT_MS = 120_000;

/** What one reload of the page measures. */
const RELOADING = ['W6', 'W8'];

const options = readOptionsOrExit();
try {
  const result = { ...(await measure(options)), options };
  console.log(`\n${report(result)}`);
  await save(result);
  process.exitCode = result.pages.some((page) => page.failure) ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function readOptionsOrExit() {
  try {
    const read = readOptions(process.argv.slice(2));
    if (!read.help) return read;
    console.log(HELP);
    process.exit(0);
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

async function measure({ sizes, workloads, contestants, rounds, capMs, seed }) {
  const browser = await openBrowser('page', { plugins: [contestantsPlugin(contestants)] });
  const random = seededRandom(seed);
  const now = Date.now();
  const pages = [];
  try {
    const machine = await describeMachine(browser);
    console.log(
      `${machine.browser}, ${machine.cores} cores, ${machine.cpu}; a 4 KB write with fdatasync takes ${machine.fdatasyncMs.toFixed(2)} ms`,
    );
    for (let round = 1; round <= rounds; round++) {
      for (const n of sizes) {
        for (const key of shuffled(contestants, random)) {
          // What ran into the cap once is not tried again: it would cost half a minute per round.
          const capped = new Set(
            pages
              .filter((p) => p.key === key && p.n === n)
              .flatMap((p) => p.capped.map((metric) => METRICS[metric].workload)),
          );
          const todo = workloads.filter((workload) => !capped.has(workload));
          const page = await runPage(browser, { key, n, round, seed, now, capMs, workloads: todo });
          pages.push(page);
          console.log(`round ${round}, N = ${n}, ${key}: ${page.failure ?? `${(page.totalMs / 1000).toFixed(1)} s`}`);
        }
      }
    }
    return { machine, startedAt: new Date(now).toISOString(), pages };
  } finally {
    await browser.close();
  }
}

/** One contestant at one N: opened, measured, closed and opened again from disk. */
async function runPage(browser, { key, n, round, seed, now, capMs, workloads }) {
  const page = {
    key,
    n,
    round,
    name: key,
    durability: undefined,
    openMs: undefined,
    metrics: {},
    calibrationMs: undefined,
    capped: [],
    cannot: {},
    failure: undefined,
  };
  const start = performance.now();
  const { page: tab, memory, dispose } = await browser.openPage();
  try {
    const opened = await step(
      'opening',
      tab.evaluate((input) => globalThis.bench.open(input), { key, n, seed, now, capMs }),
    );
    const { name, durability, calibrationMs, ms: openMs } = opened;
    Object.assign(page, { name, durability, calibrationMs, openMs });
    let loaded;
    for (const workload of workloads) {
      const reloading = RELOADING.includes(workload);
      if (reloading && !loaded) loaded = await reload(tab, memory);
      const metrics = reloading
        ? { [workload]: loaded[workload] }
        : await step(
            workload,
            tab.evaluate((input) => globalThis.bench.run(input), workload),
          );
      for (const [metric, samples] of Object.entries(metrics)) {
        if (samples.capped) page.capped.push(metric);
        else if (samples.cannot) page.cannot[workload] = samples.cannot;
        else page.metrics[metric] = samples;
      }
    }
    page.reopenMs = (
      await step(
        'reopening',
        tab.evaluate(() => globalThis.bench.reopen()),
      )
    ).ms;
    if (workloads.includes('W6')) page.metrics.W6again = [page.reopenMs];
  } catch (error) {
    page.failure = error.message.split('\n')[0].replace('page.evaluate: ', '');
  } finally {
    await dispose();
  }
  page.totalMs = performance.now() - start;
  return page;
}

/** W6 and W8: the page loaded again, which opens the contestant from what is on disk. */
async function reload(tab, memory) {
  await step(
    'closing',
    tab.evaluate(() => globalThis.bench.leave()),
  );
  await tab.reload();
  const ms = await step(
    'loading the page again',
    tab.evaluate(() => globalThis.bench.reloaded),
  );
  const bytes = (await memory()) + (await tab.evaluate(() => globalThis.bench.wasmBytes()));
  await step(
    'comparing what was loaded',
    tab.evaluate(() => globalThis.bench.checkReloaded()),
  );
  return { W6: [ms], W8: [bytes / 2 ** 20] };
}

async function step(what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${STEP_LIMIT_MS / 1000} s`)), STEP_LIMIT_MS);
  });
  promise.catch(() => {}); // it rejects once more when the page is closed under it
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** All samples, what they come to, and the page with the charts, side by side. */
async function save(result) {
  const folder = new URL('./results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  const at = (ending) => new URL(`${result.startedAt.replaceAll(':', '-')}.${ending}`, folder);
  const { sizes } = result.options;
  const summary = measuredMetrics(result.options).flatMap(([id, metric]) =>
    sizes.flatMap((n) => {
      const row = cells(result, n, id, metric);
      return result.options.contestants.map((key, i) => ({ metric: id, unit: metric.unit, n, key, ...row[i] }));
    }),
  );
  const { pages, ...head } = result;
  const all = { ...head, calibration: calibration(pages), summary, pages };
  await writeFile(at('json'), `${JSON.stringify(all, null, 2)}\n`);
  await writeFile(at('html'), chartPage(result));
  console.log(`\nall samples: ${at('json').pathname}\ncharts: ${at('html').pathname}`);
}
