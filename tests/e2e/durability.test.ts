/**
 * What the promise of `durable` is worth in a real browser: killed, reloaded, slow, or unable to run the engine at all.
 *
 * `HOLDFAST_KILLS` sets how often each implementation of IndexedDB is killed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { backendOf, backends } from './durability/backends.ts';
import { occupy, slowDisk, transactionsOf } from './durability/slow-disk.ts';
import { Witness } from './durability/witness.ts';
import type { Answer } from './harness/server.ts';
import { buildPage, count as figures, freshProfile, launch, serve } from './harness.ts';

const KILLS = Number(process.env.HOLDFAST_KILLS ?? 5);
const RELOADS = 6;
/** A busy machine may take seconds to write a few bytes safely. */
const PATIENCE = { timeout: 20_000 };

let directory: string;
beforeAll(async () => {
  directory = await buildPage('durability');
});

/** Some moment of a burst, in milliseconds from its beginning: also the first ones, when the database is being made. */
const someMoment = (): number => Math.random() * 400;

/** The burst never ends; what ends is the page. */
function startBurst(page: Page, options?: { lie: boolean }): void {
  page.evaluate((options) => window.durability.burst(options), options).catch(() => undefined);
}

describe.each(backends)('on $backend', ({ backend, switches }) => {
  test('what was promised survives SIGKILL at any moment, and the state is one that there was', {
    timeout: 60_000 + KILLS * 5_000,
  }, async () => {
    await using server = await serve(directory);
    using profile = freshProfile();
    const witness = new Witness();
    const moments: number[] = [];
    const lost: number[] = [];
    let count = 0;
    for (let kill = 0; kill <= KILLS; kill++) {
      await using browser = await launch(profile, switches);
      const page = await browser.open(server.origin);
      witness.watch(page);
      const found = await page.evaluate(() => window.durability.open());
      expect(found.flaw, `killed after ${moments} ms`).toBeUndefined();
      expect(found.count, 'an update that was there is gone').toBeGreaterThanOrEqual(count);
      lost.push(...witness.lost(found.count));
      count = found.count;
      if (kill === KILLS) break;
      const [moment, promised] = [someMoment(), witness.promised.size];
      moments.push(Math.round(moment));
      startBurst(page);
      // Every other time in full swing, else from the first moment on.
      if (kill % 2 === 0) await expect.poll(() => witness.promised.size, PATIENCE).toBeGreaterThan(promised);
      await sleep(moment);
      await browser.kill();
    }
    figures(`kills, Chromium ${backend}`, {
      kills: KILLS,
      acknowledged: witness.promised.size,
      lost: lost.length,
    });
    expect(lost, `killed after ${moments} ms`).toEqual([]);
    expect(witness.failed).toEqual([]);
    expect(backendOf(profile)).toBe(backend);
  });
});

test('a page that promises too early is found out', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  const witness = new Witness();
  const first = await launch(profile);
  const page = await first.open(server.origin);
  witness.watch(page);
  await page.evaluate(() => window.durability.open());
  startBurst(page, { lie: true });
  // What is in no hurry waits up to a second.
  await sleep(700);
  await first.kill();

  await using second = await launch(profile);
  const again = await second.open(server.origin);
  const { count, flaw } = await again.evaluate(() => window.durability.open());
  expect(flaw).toBeUndefined();
  expect(witness.lost(count).length).toBeGreaterThan(0);
});

test('what was promised survives reloads during a burst', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open(server.origin);
  const witness = new Witness();
  witness.watch(page);
  for (let reload = 0; reload <= RELOADS; reload++) {
    const { count, flaw } = await page.evaluate(() => window.durability.open());
    expect(flaw).toBeUndefined();
    expect(witness.lost(count)).toEqual([]);
    if (reload === RELOADS) break;
    startBurst(page);
    await sleep(someMoment());
    await page.reload();
  }
  console.log(`reloads: ${RELOADS}, acknowledged: ${witness.promised.size}, lost: 0`);
  expect(witness.failed).toEqual([]);
});

test('nothing is written before what is stored has been read; updates that were asked for meanwhile come after it', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const other = await browser.open(server.origin);
  await other.evaluate(() => window.durability.open());
  expect(await other.evaluate(() => window.durability.save({ entries: { stored: 'yes' } }))).toMatchObject({
    code: 'true',
  });
  await other.evaluate(() => window.durability.close());
  await occupy(other, 'numbered~g1');

  const page = await browser.context.newPage();
  await slowDisk(page);
  await page.goto(server.origin);
  const ends = page.evaluate(() => window.durability.early(3));
  await sleep(200);
  expect(await transactionsOf(page), 'while the database is being opened').toEqual([]);
  expect(await page.evaluate(() => window.durability.refused())).toMatchObject({ code: 'not_ready' });
  expect(await page.evaluate(() => window.durability.entries()), 'the first state of the model').toEqual({});

  await page.evaluate(() => window.slowDisk.open());
  await expect.poll(() => transactionsOf(page), PATIENCE).toContain('readonly');
  await sleep(200);
  expect(await transactionsOf(page), 'while it is being read').not.toContain('readwrite');
  expect(await page.evaluate(() => window.durability.refused())).toMatchObject({ code: 'not_ready' });

  await other.evaluate(() => window.letGo());
  expect(await ends).toEqual([true, true, true]);
  const expected = { stored: 'yes', 'early-0': 'x', 'early-1': 'x', 'early-2': 'x' };
  expect(await page.evaluate(() => window.durability.entries())).toEqual(expected);
  await other.reload();
  await other.evaluate(() => window.durability.open());
  expect(await other.evaluate(() => window.durability.entries())).toEqual(expected);
});

/** How one page is served that wants to start the engine. */
interface Case {
  readonly what: string;
  readonly wasm?: Answer;
  readonly page?: Answer;
  readonly offline?: boolean;
  readonly code: 'ready' | 'engine_failed';
  /** What to do about it. */
  readonly remedy?: string;
}

const elsewhere = 'createStateSync({ wasm })';
const policy = (policy: string): Answer => ({ headers: { 'content-security-policy': policy } });
const cases: readonly Case[] = [
  { what: 'the file is missing', wasm: { status: 404, body: '' }, code: 'engine_failed', remedy: elsewhere },
  { what: 'the server fails', wasm: { status: 503, body: '' }, code: 'engine_failed', remedy: elsewhere },
  {
    what: 'a page comes in its place, as from servers that give one for every address',
    wasm: { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' },
    code: 'engine_failed',
    remedy: elsewhere,
  },
  { what: 'there is no network', offline: true, code: 'engine_failed', remedy: elsewhere },
  {
    what: 'the content security policy forbids it',
    page: policy("script-src 'self'"),
    code: 'engine_failed',
    remedy: "'wasm-unsafe-eval'",
  },
  {
    what: 'the policy allows what it needs and nothing else',
    page: policy("default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'"),
    code: 'ready',
  },
  {
    what: 'the file comes with the type of any file',
    wasm: { headers: { 'content-type': 'application/octet-stream' } },
    code: 'ready',
  },
];

test('the engine starts or says what to do, however it is served', async () => {
  let now: Case | undefined;
  await using server = await serve(directory, (pathname) => (pathname.endsWith('.wasm') ? now?.wasm : now?.page));
  using profile = freshProfile();
  await using browser = await launch(profile);
  for (now of cases) {
    const page = await browser.context.newPage();
    if (now.offline) await page.route('**/*.wasm', (route) => route.abort('internetdisconnected'));
    await page.goto(server.origin);
    const { code, message } = await page.evaluate(() => window.durability.attempt());
    expect(code, now.what).toBe(now.code);
    expect(message, now.what).toContain(now.remedy ?? '');
    await page.close();
  }
});
