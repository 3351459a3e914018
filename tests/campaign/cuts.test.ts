/**
 * What was promised as `strict` survives a power cut: the profile lies on a disk that is cut off in the middle of a burst.
 *
 * `HOLDFAST_CUTS` is how often, for each implementation of IndexedDB. Without root and loop devices it is skipped. As a control, what
 * was promised as `relaxed` has to be lost in part.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { backendOf, backends } from '../e2e/durability/backends.ts';
import { Witness } from '../e2e/durability/witness.ts';
import { buildPage, count as figures, launch, serve } from '../e2e/harness.ts';
import { Disk, whyNoDisk } from './disk.ts';

const CUTS = Number(process.env.HOLDFAST_CUTS ?? 12);
/** Each of them on a new disk, and none of them says anything about the engine. */
const CONTROLS = 3;
const PATIENCE = { timeout: 30_000 };

const hindrance = whyNoDisk();
if (hindrance) console.log(`cuts: skipped, because ${hindrance}`);

let directory: string;
beforeAll(async () => {
  directory = await buildPage('durability');
});

type Level = 'strict' | 'relaxed';

describe.skipIf(hindrance).each(backends)('on $backend', ({ backend, switches }) => {
  /** Cuts the power in the middle of bursts; what was promised and is missing afterwards. */
  async function cut(disk: Disk, level: Level, cuts: number): Promise<{ promised: number; lost: number[] }> {
    await using server = await serve(directory);
    const witness = new Witness();
    const lost: number[] = [];
    for (let cut = 0; cut <= cuts; cut++) {
      await using browser = await launch(disk.profile, switches);
      const page = await browser.open(server.origin);
      witness.watch(page);
      const found = await page.evaluate(() => window.durability.open());
      expect(found.flaw, `after ${cut} cuts`).toBeUndefined();
      lost.push(...witness.lost(found.count));
      if (cut === cuts) break;
      const before = witness.promised.size;
      page.evaluate((level) => window.durability.burst({ level }), level).catch(() => undefined);
      await expect.poll(() => witness.promised.size, PATIENCE).toBeGreaterThan(before);
      await sleep(Math.random() * 1000);
      disk.cut();
      await browser.kill();
      await disk.comeBack();
    }
    return { promised: witness.promised.size, lost };
  }

  test('what was promised as strict is there after power cuts', { timeout: 60_000 + CUTS * 20_000 }, async () => {
    using disk = new Disk();
    const { promised, lost } = await cut(disk, 'strict', CUTS);
    figures(`cuts, ${backend}`, { cuts: CUTS, acknowledged: promised, lost: lost.length });
    expect(lost).toEqual([]);
    expect(backendOf(disk.profile)).toBe(backend);
  });

  test('what was promised as relaxed is not: the cuts are real', { timeout: CONTROLS * 60_000 }, async () => {
    let [acknowledged, missing] = [0, 0];
    for (let control = 0; control < CONTROLS; control++) {
      using disk = new Disk();
      const { promised, lost } = await cut(disk, 'relaxed', 1);
      acknowledged += promised;
      missing += lost.length;
    }
    figures(`control: relaxed, ${backend}`, { cuts: CONTROLS, acknowledged, 'lost as expected': missing });
    expect(missing).toBeGreaterThan(0);
  });
});
