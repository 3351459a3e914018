/** Loads the demo and an empty page in turns, so that both meet the same machine. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { inRoot } from '../lib/paths.mjs';
import { measureLoad } from './load.mjs';

const EMPTY =
  '<!doctype html><html lang="en"><title>Empty</title><body><p data-testid="nodes">Nothing</p></body></html>';

/** One row per kind of visit, for `console.table`. @param rounds how often each is measured */
export async function compareLoads(directory, rounds) {
  // Loaded late, and by Vite: the harness of the end-to-end tests is TypeScript.
  const { runnerImport } = await import('vite');
  const { module: harness } = await runnerImport(inRoot('tests', 'e2e', 'harness.ts'), {
    configFile: false,
    root: inRoot(),
  });
  const { freshProfile, launch, serve } = harness;
  const empty = (pathname) => (pathname === '/empty.html' ? { status: 200, body: EMPTY } : undefined);
  const server = await serve(directory, empty);
  const visits = { 'first visit': [], 'later visit': [], 'empty page': [] };
  try {
    for (let round = 0; round < rounds; round++) {
      const profile = freshProfile();
      const browser = await launch(profile);
      try {
        visits['empty page'].push(await measureLoad(browser, `${server.origin}/empty.html`));
        visits['first visit'].push(await measureLoad(browser, server.origin, { untilStored: true }));
        visits['later visit'].push(await measureLoad(browser, server.origin));
      } finally {
        await browser.close();
        profile[Symbol.dispose]();
      }
    }
  } finally {
    await server.close();
  }
  const base = median(visits['empty page'].map(({ usableMs }) => usableMs));
  const rows = Object.entries(visits).map(([name, loads]) => [name, row(loads, base, directory)]);
  return Object.fromEntries(rows);
}

function row(loads, base, directory) {
  const usable = median(loads.map(({ usableMs }) => usableMs));
  const [{ requests }] = loads;
  const fromNetwork = requests.filter(({ fromWorker }) => !fromWorker);
  const gzipped = fromNetwork.reduce((sum, { pathname }) => sum + gzippedBytes(directory, pathname), 0);
  return {
    requests: requests.length,
    'from the network': fromNetwork.length,
    'KB after gzip': Math.round(gzipped / 1000),
    KB: Math.round(fromNetwork.reduce((sum, { bytes }) => sum + bytes, 0) / 1000),
    'usable after ms': Math.round(usable),
    'times the empty page': Number((usable / base).toFixed(1)),
    'long tasks': median(loads.map(({ longTasks }) => longTasks.length)),
    'blocked ms': Math.round(median(loads.map(({ longTasks }) => longTasks.reduce((sum, ms) => sum + ms, 0)))),
  };
}

/** What a server that compresses would send; what is compressed already stays as it is. */
function gzippedBytes(directory, pathname) {
  const file = path.join(directory, pathname === '/' ? 'index.html' : pathname);
  const body = pathname === '/empty.html' ? Buffer.from(EMPTY) : readFileSync(file);
  return /\.(woff2|png)$/.test(pathname) ? body.length : gzipSync(body, { level: 9 }).length;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
