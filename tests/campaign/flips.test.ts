/**
 * Every byte of what is stored may rot: what can be rebuilt from what is left is rebuilt, the rest is told, and never is a wrong
 * state shown for the right one.
 *
 * `HOLDFAST_FLIPS` is how many bytes of a part of a backup are flipped at most; which ones is printed as a stride. Of records of the
 * journal and of slots it is every byte.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { backendOf, backends } from '../e2e/durability/backends.ts';
import { buildPage, count as figures, freshProfile, launch, serve } from '../e2e/harness.ts';
import type { Outcome, Scene, Stock } from './pages/rot/main.ts';
import type { Damage, Store } from './pages/rot/stored.ts';

const FLIPS = Number(process.env.HOLDFAST_FLIPS ?? 200);

let directory: string;
beforeAll(async () => {
  directory = await buildPage('rot', { pages: 'tests/campaign/pages' });
});

/** Damages of one sort. */
interface Row {
  readonly what: string;
  readonly scene: Scene;
  readonly damages: readonly Damage[];
  /** How many updates have to be there afterwards: fewer than all if nothing else has what is damaged. */
  readonly least: number;
}

/** Another bit of each byte. */
const flipsOf = ({ store, key, length }: Stock, stride: number): Damage[] =>
  Array.from({ length: Math.ceil(length / stride) }, (_, at) => {
    return { store, key, kind: 'flip', at: at * stride, mask: 1 << (at % 8) };
  });

/** Everything else that may happen to a record. `other` is another of the same sort, `from` one of another database. */
const mishapsOf = ({ store, key, length }: Stock, other: Stock, from: Stock): Damage[] => [
  ...[0, 1, length >> 1, length - 1].map((kept): Damage => ({ store, key, kind: 'truncated', length: kept })),
  { store, key, kind: 'missing' },
  { store, key, kind: 'swapped', other: other.key },
  { store, key, kind: 'duplicated', as: other.key },
  { store, key, kind: 'foreign', from: from.key },
  { store, key, kind: 'no bytes' },
];

/** What was prepared, by name: of everything there is. */
function targets(stock: readonly Stock[], newer: number, count: number) {
  const sorted = (store: Store, begin = ''): Stock[] =>
    stock.filter((one) => one.store === store && `${one.key}`.startsWith(begin)).sort((a, b) => b.length - a.length);
  // The first record is the first state.
  const record = (n: number): Stock => known(stock.find(({ store, key }) => store === 'journal' && key === n + 1));
  const [chunk, chunkToo] = sorted('snapshots', 'c');
  return {
    record: record(newer + 4),
    recordAfter: record(newer + 5),
    recordBefore: record(count - 1),
    covered: record(newer - 5),
    last: record(count),
    slot: known(sorted('meta')[0]),
    slotToo: known(sorted('meta')[1]),
    chunk: known(chunk),
    chunkToo: known(chunkToo),
    manifest: known(sorted('snapshots', 'm').find((one) => !one.isOlder)),
    manifestToo: known(sorted('snapshots', 'm').find((one) => one.isOlder)),
    mark: known(sorted('snapshots', 'v').find((one) => !one.isOlder)),
  };
}

function known(found: Stock | undefined): Stock {
  if (!found) throw new Error('the page has not prepared everything');
  return found;
}

/** Of a database: what is damaged of it, and how. */
function rowsOf(stock: readonly Stock[], strangers: readonly Stock[], newer: number, count: number): Row[] {
  const own = targets(stock, newer, count);
  const other = targets(strangers, newer, count);
  const strideOf = ({ length }: Stock): number => Math.ceil(length / FLIPS);
  const stride = { chunk: strideOf(own.chunk), chunkToo: strideOf(own.chunkToo), manifest: strideOf(own.manifest) };
  const strides = Object.entries(stride).map(([name, stride]) => `${name} ${stride}`);
  console.log(`strides: ${strides.join(', ')}, records and slots 1`);
  const { record, last, slot, slotToo, chunk, manifest, mark } = own;
  // There is no second one to be written over; what its mark holds says nothing.
  const alone = mishapsOf(manifest, mark, other.manifest).filter(({ kind }) => kind !== 'duplicated');
  const backups = (['all', 'bare'] as const).flatMap((scene): Row[] => {
    const [name, least] = scene === 'all' ? [(what: string) => what, count] : [(what: string) => `only ${what}`, 0];
    const row = (what: string, damages: readonly Damage[]): Row => ({ what: name(what), scene, least, damages });
    return [
      row('chunk: flips', flipsOf(chunk, stride.chunk)),
      // The first chunk of the other database is the same, and has the same name.
      row('chunk: others', mishapsOf(chunk, own.chunkToo, other.chunkToo)),
      row('manifest: flips', flipsOf(manifest, stride.manifest)),
      row('manifest: others', scene === 'all' ? mishapsOf(manifest, own.manifestToo, other.manifest) : alone),
    ];
  });
  const row = (what: string, damages: readonly Damage[], least: number): Row => ({
    what,
    scene: 'all',
    damages,
    least,
  });
  return [
    row('record: flips', flipsOf(record, 1), newer + 3),
    row('record: others', mishapsOf(record, own.recordAfter, other.record), newer + 3),
    row('last record: flips', flipsOf(last, 1), count - 1),
    row('last record: others', mishapsOf(last, own.recordBefore, other.last), count - 2),
    row('record in a backup: flips', flipsOf(own.covered, 1), count),
    row('record in a backup: others', mishapsOf(own.covered, record, other.covered), newer + 3),
    row('slot: flips', [...flipsOf(slot, 1), ...flipsOf(slotToo, 1)], count),
    row('slot: others', [...mishapsOf(slot, slotToo, other.slot), ...mishapsOf(slotToo, slot, other.slotToo)], count),
    ...backups,
    row('older chunk: flips', flipsOf(own.chunkToo, stride.chunkToo), count),
    row('older manifest: flips', flipsOf(own.manifestToo, stride.manifest), count),
  ];
}

type Verdict = 'rebuilt' | 'spare' | 'reported' | 'missed' | 'wrong';

/**
 * What came of a damage. `rebuilt`: everything is there, and the damage was told; `spare`: everything is there without what is damaged, so nobody read it;
 * `reported`: nothing else had it, and that was told; `missed`: told, but something else had it; `wrong`: something is missing or
 * different, and nobody was told.
 */
function verdictOn({ count, flaw, told, toldLater }: Outcome, all: number, least: number): Verdict {
  if (count === all && !flaw) return told.length + toldLater.length > 0 ? 'rebuilt' : 'spare';
  if (!told.some((what) => /^(loss|refused)/.test(what))) return 'wrong';
  return count < least ? 'missed' : 'reported';
}

describe.each(backends)('on $backend', ({ backend, switches }) => {
  test('damage is mended or told, and the state goes on', { timeout: 1_800_000 }, async () => {
    await using server = await serve(directory);
    using profile = freshProfile();
    await using browser = await launch(profile, switches);
    const page = await browser.open(server.origin);
    const suffer = (scene: Scene, damages: readonly (Damage | undefined)[]): Promise<Outcome[]> =>
      page.evaluate(([scene, damages]) => window.rot.suffer(scene, damages), [scene, damages] as const);
    const { stock, strangers, newer, count } = await page.evaluate(() => window.rot.prepare());

    // Nothing is damaged, so nothing is told: otherwise what follows would prove nothing.
    for (const scene of ['all', 'bare'] as const)
      expect(await suffer(scene, [undefined]), scene).toEqual([{ count, told: [], toldLater: [], left: false }]);

    const allBad: string[] = [];
    for (const { what, scene, damages, least } of rowsOf(stock, strangers, newer, count)) {
      const bad: string[] = [];
      const tally = { damaged: 0, rebuilt: 0, spare: 0, reported: 0, missed: 0, wrong: 0, stuck: 0, left: 0 };
      for (const [at, outcome] of (await suffer(scene, damages)).entries()) {
        const verdict = verdictOn(outcome, count, least);
        tally.damaged++;
        tally[verdict]++;
        if (outcome.stuck) tally.stuck++;
        // Nobody was told, and nobody has mended it: it will be missed when it is needed.
        const isLeft = verdict === 'spare' && outcome.left;
        if (isLeft) tally.left++;
        if (verdict === 'missed' || verdict === 'wrong' || outcome.stuck || isLeft)
          bad.push(`${what}: ${JSON.stringify(damages[at])}: ${verdict}: ${JSON.stringify(outcome)}`);
      }
      figures(`${what}, ${backend}`, tally);
      // As many as a reader may want to see of one sort.
      allBad.push(...bad.slice(0, 9), ...(bad.length > 9 ? [`${what}: ${bad.length - 9} more`] : []));
    }
    expect(allBad).toEqual([]);
    expect(backendOf(profile)).toBe(backend);
  });
});
