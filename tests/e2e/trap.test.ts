/**
 * An engine that traps in a real browser, on a real database: what was acknowledged is there, what was accepted is applied again, by
 * the same page and for the next one.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPage, freshProfile, launch, serve } from './harness.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildPage('trap');
});

/** The module that can be made to fail (`src/browser/faults.rs`), in place of the published one. */
const failing = (): ((path: string) => { body: Uint8Array } | undefined) => {
  const body = readFileSync(new URL('../../target/failing/holdfast_bg.wasm', import.meta.url));
  return (path) => (path.endsWith('.wasm') ? { body } : undefined);
};

describe.each(['panic', 'memory', 'stack'])('%s', (kind) => {
  test('no acknowledged update is lost, and none that was accepted', async () => {
    using profile = freshProfile();
    await using browser = await launch(profile);
    await using server = await serve(directory, failing());
    const errors: string[] = [];
    const page = await browser.open(server.origin);
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.evaluate(() => window.trap.open());

    // In the middle of a turn, with updates on disk, on their way there, and not yet.
    const accepted = await page.evaluate(async (kind) => {
      for (let i = 0; i < 20; i++) window.trap.next();
      await window.trap.settled();
      for (let i = 0; i < 20; i++) window.trap.next();
      await Promise.resolve();
      for (let i = 0; i < 20; i++) window.trap.next();
      return window.trap.next(`fault:${kind}:update`);
    }, kind);
    expect(accepted).toBe(false);
    const first = await page.evaluate(() => window.trap.settled());
    expect(first).toMatchObject({ count: 60, flaw: undefined, phase: 'ready', pending: 0, broken: [] });
    expect(first.promised).toHaveLength(60);
    expect(first.restarts).toMatchObject([{ version: 60, versionBefore: 60 }]);
    expect(errors).toEqual([]);

    // The next page has it all, and its engine fails where nobody calls: when it hears of a commit.
    await page.reload();
    expect(await page.evaluate(() => window.trap.open())).toBe(60);
    const planted = await page.evaluate((kind) => {
      window.trap.next();
      return window.trap.next(`fault:${kind}:commit`);
    }, kind);
    expect(planted).toBe(true);
    const second = await page.evaluate(() => window.trap.settled());
    expect(second).toMatchObject({ count: 62, flaw: undefined, phase: 'ready', pending: 0, broken: [] });
    expect(second.restarts.length).toBeGreaterThan(0);
    expect(errors).toEqual([]);
    await page.evaluate(() => window.trap.remove());
  });
});
