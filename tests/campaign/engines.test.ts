/**
 * The promise in browsers with other engines: killed in bursts, and under the tests that run in a browser, the storage contract among
 * them.
 *
 * `HOLDFAST_ENGINE_KILLS` is how often each of them is killed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { Witness } from '../e2e/durability/witness.ts';
import { buildPage, count as figures, freshProfile, serve } from '../e2e/harness.ts';
import type { Found } from '../e2e/pages/durability/main.ts';
import { runBrowserTests, testModule } from './browser-tests.ts';
import { otherBrowsers } from './other-browsers.ts';

const KILLS = Number(process.env.HOLDFAST_ENGINE_KILLS ?? 12);
const PATIENCE = { timeout: 60_000 };

let directory: string;
beforeAll(async () => {
  directory = await buildPage('durability');
});

for (const { name, program } of otherBrowsers)
  if (!program)
    console.log(`${name}: skipped, because it is not installed; npm run campaign -- engines says what to do`);
if (!testModule) console.log('the tests in a browser: skipped, because only npm run campaign builds them');

describe.each(otherBrowsers)('in $name', (browser) => {
  test.skipIf(!browser.program)(
    'what was promised survives SIGKILL at any moment',
    {
      timeout: 60_000 + KILLS * 20_000,
    },
    async () => {
      const witness = new Witness();
      const failures: string[] = [];
      let found: Found | undefined;
      let goesOn = true;
      await using server = await serve(directory, (pathname) => {
        const [, told] = /^\/told\/(.*)$/.exec(pathname) ?? [];
        if (told === undefined) return undefined;
        for (const line of decodeURIComponent(told).split('\n')) {
          if (line.startsWith('found ')) found = JSON.parse(line.slice('found '.length));
          else if (line.startsWith('failed ')) failures.push(line);
          else witness.hear(line);
        }
        return { status: 200, headers: { 'content-type': 'text/plain' }, body: goesOn ? 'go on' : 'stop' };
      });
      using profile = freshProfile();
      const lost: number[] = [];
      for (let kill = 0; kill <= KILLS; kill++) {
        found = undefined;
        goesOn = kill < KILLS;
        const promised = new Set(witness.promised);
        await using running = await browser.start(profile, `${server.origin}/alone.html`);
        await expect.poll(() => found ?? failures[0], PATIENCE).toBeDefined();
        expect(failures).toEqual([]);
        const { count, flaw } = found as unknown as Found;
        expect(flaw, `after ${kill} kills`).toBeUndefined();
        lost.push(...[...promised].filter((n) => n > count));
        if (!goesOn) break;
        // Every other time in full swing, else from the first moment on.
        if (kill % 2 === 0) await expect.poll(() => witness.promised.size, PATIENCE).toBeGreaterThan(promised.size);
        await sleep(Math.random() * 400);
        await running.kill();
      }
      figures(`kills, ${browser.name}`, { kills: KILLS, acknowledged: witness.promised.size, lost: lost.length });
      expect(lost).toEqual([]);
      expect(witness.failed).toEqual([]);
      expect(witness.promised.size).toBeGreaterThan(0);
    },
  );

  test.skipIf(!browser.program || !testModule)('the tests for a browser pass', { timeout: 600_000 }, async () => {
    using profile = freshProfile();
    const output = await runBrowserTests(async (url) => browser.start(profile, url));
    const [, passed, failed] = /^test result: .*? (\d+) passed; (\d+) failed/m.exec(output) ?? [];
    figures(`browser suite, ${browser.name}`, { passed: Number(passed ?? 0), failed: Number(failed ?? 1) });
    expect(failed, output).toBe('0');
  });
});
