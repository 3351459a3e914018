/**
 * The promise in browsers with other engines: killed in bursts, and under the tests that run in a browser, the storage contract among
 * them.
 *
 * `HOLDFAST_ENGINE_KILLS` is how often each of them is killed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPage, count as figures, freshProfile, serve } from '../e2e/harness.ts';
import { runBrowserTests, testModule } from './browser-tests.ts';
import { Ear } from './ear.ts';
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
        const before = [...promised];
        await using running = await browser.start(profile, `${server.origin}/alone.html`);
        const { count, flaw } = await ear.ask('open');
        expect(flaw, `after ${kill} kills`).toBeUndefined();
        lost.push(...before.filter((n) => n > count));
        if (kill === KILLS) break;
        ear.order('burst');
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
    'what is too large for the quota is not promised, and does no harm',
    {
      timeout: 180_000,
    },
    async () => {
      const ear = new Ear();
      await using server = await serve(directory, ear.hear);
      using profile = freshProfile();
      const start = (quota?: number) => browser.start(profile, `${server.origin}/alone.html`, quota);
      const promised: string[] = [];
      const refused: string[] = [];
      {
        await using _limited = await start(QUOTA);
        await ear.ask('open');
        for (const [name, length] of [
          ['first', 10],
          ['large', QUOTA],
          ['after', 10],
        ] as const) {
          const { code } = await ear.ask('saveNoise', { name, length });
          if (code === 'true') promised.push(name);
          else refused.push(`${name}: ${code}`);
        }
      }
      await using _unlimited = await start();
      const { told } = await ear.ask('open');
      const entries = await ear.ask('lengths');
      const lost = promised.filter((name) => !(name in entries));
      figures(`quota, ${browser.name}`, { updates: 3, refused: refused.length, lost: lost.length });
      console.log(`quota, ${browser.name}: promised ${promised}; refused ${refused}`);
      expect({ lost, told }).toEqual({ lost: [], told: undefined });
      expect(refused).toContain('large: quota_exceeded');
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
