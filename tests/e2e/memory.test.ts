/**
 * What an assistant with 10,000 memories takes in memory does not grow with how long it is in use.
 *
 * The heap is measured after a collection of garbage, the engine's memory as it is: WebAssembly never gives any back.
 */
import type { CDPSession } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { buildPage, freshProfile, launch, serve } from './harness.ts';

const NODES = 10_000;
const BURST = 50_000;
/** Snapshots that somebody keeps for a while. */
const KEPT = 1000;

interface Taken {
  /** Megabytes. */
  readonly heap: number;
  readonly wasm: number;
  /** What snapshots hold in the engine. */
  readonly handles: number;
}

let directory: string;
beforeAll(async () => {
  directory = await buildPage('memory');
});

test('memory does not grow with how long an assistant is in use', { timeout: 120_000 }, async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open(server.origin);
  const session = await page.context().newCDPSession(page);
  const taken = async (): Promise<Taken> => {
    await collect(session);
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { wasmBytes, handles } = await page.evaluate(() => window.memory.taken());
    return { heap: usedSize / 2 ** 20, wasm: wasmBytes / 2 ** 20, handles };
  };
  /** The figures after each of some times the same. */
  const after = async (times: number, act: () => Promise<unknown>): Promise<Taken[]> => {
    const all: Taken[] = [];
    for (let time = 0; time < times; time++) {
      await act();
      all.push(await taken());
    }
    return all;
  };

  await page.evaluate((nodes) => window.memory.open(nodes), NODES);
  const loaded = await taken();
  const bursts = await after(5, () => page.evaluate((updates) => window.memory.burst(updates), BURST));
  const feed = async (rounds: number): Promise<void> => {
    const { told, size, newest } = await page.evaluate((rounds) => window.memory.feed(rounds), rounds);
    expect(told).toEqual({ size, newest });
    expect(size).toBe(NODES);
  };
  // Until all that was there in the beginning has gone, and everything that is there has been read.
  await feed(NODES / 20);
  const feeds = await after(4, () => feed(200));
  const unread = await after(3, () => page.evaluate(() => window.memory.snapshots(5000, 1)));
  await page.evaluate((kept) => window.memory.snapshots(kept, kept), KEPT);
  const kept = await taken();
  await page.evaluate(() => window.memory.forget());
  const dropped = await taken();
  const phases = Object.entries({ loaded: [loaded], bursts, feeds, unread, kept: [kept], dropped: [dropped] });
  console.log(`memory at ${NODES} nodes, MB of heap + wasm (versions held): ${phases.map(line).join('; ')}`);

  for (const [what, all] of Object.entries({ bursts, feeds, unread })) {
    const [first, last] = [all[0], all.at(-1)] as [Taken, Taken];
    expect(last.heap, `heap, ${what}`).toBeLessThan(first.heap * 1.1 + 0.5);
    expect(last.wasm, `wasm, ${what}`).toBeLessThan(first.wasm * 1.1 + 5);
    expect(last.handles, `versions held, ${what}`).toBeLessThan(200);
  }
  // A burst takes what waits for the disk, and no copies of the state.
  expect(bursts.at(-1)?.wasm, 'wasm, bursts').toBeLessThan(loaded.wasm + 16);
  expect(unread.at(-1)?.wasm, 'wasm, unread').toBeLessThan(4 * loaded.wasm);
  expect(kept.handles).toBeGreaterThanOrEqual(KEPT);
  expect(dropped.handles, 'versions held by snapshots that were dropped').toBeLessThan(200);
  expect(dropped.heap, 'heap of snapshots that were dropped').toBeLessThan((unread[0] as Taken).heap + 1);
});

test('a state that is loaded from its journal is not in memory a second time', { timeout: 60_000 }, async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open(server.origin);
  await page.evaluate((nodes) => window.memory.open(nodes), 4 * NODES);
  await page.evaluate(() => window.memory.saved());
  await page.reload();
  const { wasmBytes, stateBytes } = await page.evaluate(() => window.memory.reopen());
  const ratio = wasmBytes / stateBytes;
  console.log(`memory of the engine after loading, per byte of the state: ${ratio.toFixed(2)}`);
  expect(stateBytes).toBeGreaterThan(10e6);
  expect(ratio).toBeLessThan(1.8);
});

const line = ([what, all]: [string, readonly Taken[]]): string =>
  `${what} ${all.map(({ heap, wasm, handles }) => `${heap.toFixed(1)} + ${wasm.toFixed(1)} (${handles})`).join(', ')}`;

/** Several times, with turns in between: what is finalised lets go of more. */
async function collect(session: CDPSession): Promise<void> {
  for (let time = 0; time < 3; time++) {
    await session.send('HeapProfiler.collectGarbage');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
