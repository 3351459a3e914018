/**
 * The promise in browsers with other engines: killed in bursts, and under the tests that run in a browser, the storage contract among
 * them.
 *
 * `HOLDFAST_ENGINE_KILLS` is how often each of them is killed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { Witness } from '../e2e/durability/witness.ts';
import type { Answer } from '../e2e/harness/server.ts';
import { buildPage, count as figures, freshProfile, serve } from '../e2e/harness.ts';
import type { Found } from '../e2e/pages/durability/main.ts';
import { runBrowserTests, testModule } from './browser-tests.ts';
import { otherBrowsers } from './other-browsers.ts';

const KILLS = Number(process.env.HOLDFAST_ENGINE_KILLS ?? 12);
/** Firefox gives a site no less than 10 MB. */
const QUOTA = 10 << 20;
const PATIENCE = { timeout: 60_000 };

let directory: string;
beforeAll(async () => {
  directory = await buildPage('durability');
});

for (const { name, program } of otherBrowsers)
  if (!program)
    console.log(`${name}: skipped, because it is not installed; npm run campaign -- engines says what to do`);
if (!testModule) console.log('the tests in a browser: skipped, because only npm run campaign builds them');

/** What a page tells of itself that nobody drives. */
class Ear {
  readonly witness = new Witness();
  readonly failures: string[] = [];
  /** What it has found when it had loaded. */
  found: Found | undefined;
  /** Whether it is to write. */
  goesOn = true;

  /** An answer of the server, if it was told something. */
  readonly hear = (pathname: string): Answer | undefined => {
    const [, told] = /^\/told\/(.*)$/.exec(pathname) ?? [];
    if (told === undefined) return undefined;
    for (const line of decodeURIComponent(told).split('\n')) {
      if (line.startsWith('found ')) this.found = JSON.parse(line.slice('found '.length));
      else if (line.startsWith('failed ')) this.failures.push(line);
      else this.witness.hear(line);
    }
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: this.goesOn ? 'go on' : 'stop' };
  };

  /** Waits for a page to load; what it has found. */
  async loaded(): Promise<Found> {
    this.found = undefined;
    await expect.poll(() => this.found ?? this.failures[0], PATIENCE).toBeDefined();
    expect(this.failures).toEqual([]);
    return this.found as unknown as Found;
  }
}

describe.each(otherBrowsers)('in $name', (browser) => {
  const isMissing = !browser.program;

  test.skipIf(isMissing)(
    'what was promised survives SIGKILL at any moment',
    {
      timeout: 60_000 + KILLS * 20_000,
    },
    async () => {
      const ear = new Ear();
      const { promised } = ear.witness;
      await using server = await serve(directory, ear.hear);
      using profile = freshProfile();
      const lost: number[] = [];
      for (let kill = 0; kill <= KILLS; kill++) {
        ear.goesOn = kill < KILLS;
        const before = [...promised];
        await using running = await browser.start(profile, `${server.origin}/alone.html`);
        const { count, flaw } = await ear.loaded();
        expect(flaw, `after ${kill} kills`).toBeUndefined();
        lost.push(...before.filter((n) => n > count));
        if (!ear.goesOn) break;
        // Every other time in full swing, else from the first moment on.
        if (kill % 2 === 0) await expect.poll(() => promised.size, PATIENCE).toBeGreaterThan(before.length);
        await sleep(Math.random() * 400);
        await running.kill();
      }
      figures(`kills, ${browser.name}`, { kills: KILLS, acknowledged: promised.size, lost: lost.length });
      expect(lost).toEqual([]);
      expect(ear.witness.failed).toEqual([]);
      expect(promised.size).toBeGreaterThan(0);
    },
  );

  test.skipIf(isMissing || !browser.hasQuota)(
    'what was promised is there after the quota was used up',
    {
      timeout: 180_000,
    },
    async () => {
      const ear = new Ear();
      const { promised, failed } = ear.witness;
      await using server = await serve(directory, ear.hear);
      using profile = freshProfile();
      const running = await browser.start(profile, `${server.origin}/alone.html`, QUOTA);
      await ear.loaded();
      await expect.poll(() => failed.length, { timeout: 90_000 }).toBeGreaterThan(0);
      // It goes on for a while: not every update is too large.
      await sleep(3000);
      await running.kill();
      ear.goesOn = false;
      await using _again = await browser.start(profile, `${server.origin}/alone.html`);
      const { count, flaw, told } = await ear.loaded();
      const lost = [...promised].filter((n) => n > count);
      figures(`quota, ${browser.name}`, { refused: failed.length, acknowledged: promised.size, lost: lost.length });
      expect({ lost, flaw, told }).toEqual({ lost: [], flaw: undefined, told: undefined });
      expect(failed.filter((line) => !line.endsWith('quota_exceeded'))).toEqual([]);
    },
  );

  test.skipIf(isMissing || !testModule)('the tests for a browser pass', { timeout: 600_000 }, async () => {
    using profile = freshProfile();
    const output = await runBrowserTests(async (url) => browser.start(profile, url));
    const [, passed, failed] = /^test result: .*? (\d+) passed; (\d+) failed/m.exec(output) ?? [];
    figures(`browser suite, ${browser.name}`, { passed: Number(passed ?? 0), failed: Number(failed ?? 1) });
    // Which test, and what it says; not the way through the compiled code to it.
    expect(
      failed,
      output
        .split('\n')
        .filter((line) => !line.includes('wasm-bindgen-test'))
        .join('\n'),
    ).toBe('0');
  });
});
