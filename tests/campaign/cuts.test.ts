/**
 * What was promised as `strict` survives a power cut: the profile lies on a disk that is cut off in the middle of a burst.
 *
 * `HOLDFAST_CUTS` is how often, in each browser that is there. Without root and loop devices it is skipped. As a control, what was
 * promised as `relaxed` has to be lost in part where the browser makes a difference; and at each cut a file that nobody synced.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPage, count as figures } from '../e2e/harness.ts';
import { Disk, whyNoDisk } from './disk.ts';
import { type Kind, kinds } from './subjects.ts';

const CUTS = Number(process.env.HOLDFAST_CUTS ?? 12);
/** Each of them on a new disk, and none of them says anything about the engine. */
const CONTROLS = 3;
const PATIENCE = { timeout: 60_000 };

const hindrance = whyNoDisk();
if (hindrance) console.log(`cuts: skipped, because ${hindrance}`);
for (const { name, isThere } of kinds)
  if (!isThere) console.log(`cuts: ${name} is skipped, because it is not installed`);

let directory: string;
beforeAll(async () => {
  directory = await buildPage('durability');
});

/**
 * Cuts the power in the middle of bursts; what was promised and is missing afterwards.
 *
 * A browser lives on for a moment after the cut, which it would not without power. What is heard only then is kept apart: `late`.
 */
async function cut(kind: Kind, disk: Disk, level: 'strict' | 'relaxed', cuts: number) {
  await using subject = await kind.take(directory);
  const { promised } = subject.witness;
  const lost: number[] = [];
  const late: number[] = [];
  let inTime = new Set<number>();
  for (let cut = 0; cut <= cuts; cut++) {
    const before = [...promised];
    await using session = await subject.start(disk.profile);
    const { count, flaw } = await session.open();
    expect(flaw, `after ${cut} cuts`).toBeUndefined();
    for (const n of before) if (n > count) (inTime.has(n) ? lost : late).push(n);
    if (cut === cuts) break;
    session.burst({ level });
    await expect.poll(() => promised.size, PATIENCE).toBeGreaterThan(before.length);
    await sleep(Math.random() * 1000);
    inTime = new Set(promised);
    disk.cut();
    await session.kill();
    await disk.comeBack();
  }
  return { promised: promised.size, lost, late };
}

describe.skipIf(hindrance).each(kinds)('in $name', (kind) => {
  test.skipIf(!kind.isThere)(
    'what was promised as strict is there after power cuts',
    {
      timeout: 60_000 + CUTS * 30_000,
    },
    async () => {
      using disk = new Disk();
      const { promised, lost, late } = await cut(kind, disk, 'strict', CUTS);
      figures(`strict, ${kind.name}`, {
        cuts: CUTS,
        acknowledged: promised,
        lost: lost.length,
        'lost, heard late': late.length,
      });
      expect(lost).toEqual([]);
    },
  );

  test.skipIf(!kind.isThere || !kind.canRelax)(
    'what was promised as relaxed is not: the cuts are real',
    {
      timeout: CONTROLS * 90_000,
    },
    async () => {
      let [acknowledged, missing] = [0, 0];
      for (let control = 0; control < CONTROLS; control++) {
        using disk = new Disk();
        const { promised, lost } = await cut(kind, disk, 'relaxed', 1);
        acknowledged += promised;
        missing += lost.length;
      }
      figures(`control: relaxed, ${kind.name}`, {
        controls: CONTROLS,
        relaxed: acknowledged,
        'lost as expected': missing,
      });
      expect(missing).toBeGreaterThan(0);
    },
  );
});
