/**
 * Updates in a real browser against the plainest reading of the standards: the same state after every one of them, and
 * again when it has been closed, reloaded and read from IndexedDB.
 *
 * `HOLDFAST_SEED` tries another sequence; a failure names the one that it came from.
 */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPage, freshProfile, launch, serve } from './harness.ts';
import type { Step } from './pages/updates/main.ts';
import type { ModelName } from './pages/updates/models.ts';
import { toText } from './updates/codec.ts';
import { Refused, updated, valueAt } from './updates/plain-updates.ts';
import { Dice, randomChange, somewhere } from './updates/random.ts';

const UPDATES = 1000;
const seed = Number(process.env.HOLDFAST_SEED ?? 7396);

let directory: string;
beforeAll(async () => {
  directory = await buildPage('updates');
});

/** One update, and what has to come of it. */
interface Planned extends Step {
  readonly accepted: boolean;
  readonly state: string;
  readonly value: string | undefined;
}

/** A long life of one state, computed here. */
function plan(dice: Dice, model: ModelName): Planned[] {
  let state: unknown = {};
  return Array.from({ length: UPDATES }, () => {
    const before = toText(state);
    // A state that has grown large makes every step slow and none of them more telling.
    const change = before.length > 8000 ? [{ op: 'replace', path: '', value: {} }] : randomChange(dice, state);
    const after = attempt(() => updated(state, change, { holdsNull: model === 'free' }));
    state = after ?? state;
    const pointer = somewhere(dice, state).path;
    const value = attempt(() => valueAt(state, pointer));
    return {
      change: toText(change),
      pointer,
      accepted: after !== undefined,
      state: toText(state),
      value: value === undefined ? undefined : toText(value),
    };
  });
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** Carries the plan out in the page; the first step that comes out differently fails with all that is known of it. */
async function carryOut(page: Page, plan: readonly Planned[]): Promise<void> {
  const outcomes = await page.evaluate(
    (steps) => window.updates.apply(steps),
    plan.map(({ change, pointer }) => ({ change, pointer })),
  );
  for (const [index, { change, pointer, ...expected }] of plan.entries()) {
    const { issues, ...outcome } = outcomes[index] ?? { issues: 'no outcome' };
    const before = plan[index - 1]?.state ?? '{}';
    expect(outcome, `seed ${seed}, step ${index}: ${change}\non ${before}\n${issues}`).toEqual(expected);
  }
}

describe.each<ModelName>(['free', 'withoutNull'])('%s', (model) => {
  test(`${UPDATES} random updates, merges and patches, give the states that the standards say, also after a reload`, async () => {
    const planned = plan(new Dice(seed), model);
    const accepted = planned.filter((step) => step.accepted).length;
    // Both outcomes have to occur often, or nothing is tested.
    expect(accepted).toBeGreaterThan(UPDATES / 2);
    expect(accepted).toBeLessThan(UPDATES * 0.95);

    await using server = await serve(directory);
    using profile = freshProfile();
    await using browser = await launch(profile);
    const page = await browser.open(server.origin);
    await page.evaluate((model) => window.updates.open('random', model), model);
    await carryOut(page, planned);
    const before = await page.evaluate(() => window.updates.current());
    expect(before.state).toBe(planned.at(-1)?.state);
    await page.evaluate(() => window.updates.close());
    // In the same page first, then in another: what is in memory of the first may be of no help.
    expect(await page.evaluate((model) => window.updates.open('random', model), model)).toEqual(before);
    await page.reload();
    expect(await page.evaluate((model) => window.updates.open('random', model), model)).toEqual(before);
  });
});

test('updates that nobody waited for all hold, in the order of the calls, before the state is there and after', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open(server.origin);
  const early = [
    { preferences: { theme: 'dark' } },
    { preferences: { language: 'de', order: [1] } },
    { preferences: { order: [2] } },
  ].map(toText);
  expect(await page.evaluate((updates) => window.updates.early('together', 'free', updates), early)).toEqual([
    true,
    true,
    true,
  ]);
  const late = [{ preferences: { size: 'large' } }, { preferences: { motion: false, order: [3] } }].map(toText);
  expect(await page.evaluate((updates) => window.updates.together(updates), late)).toEqual([true, true]);
  const state = toText({ preferences: { theme: 'dark', language: 'de', order: [3], size: 'large', motion: false } });
  const reached = await page.evaluate(() => window.updates.current());
  expect(reached).toEqual({ state, version: 5 });
  await browser.kill();

  await using second = await launch(profile);
  const again = await second.open(server.origin);
  expect(await again.evaluate(() => window.updates.open('together', 'free'))).toEqual(reached);
});
