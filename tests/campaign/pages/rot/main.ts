/** A state that is damaged on disk and loaded again, many times in one page. */
import { createStateSync, type StateSync, StateSyncError } from 'holdfast';
import { change, flaw, model, type Numbered } from '../../../e2e/pages/durability/numbered.ts';
import { type Damage, damaged, isAs, type Key, putBack, type Store, type Stored, take } from './stored.ts';

const NAME = 'rot';
/** How long a timer's work may take, in milliseconds. */
const LONGEST = 2000;
const quiet = { consistencyCheckInterval: 0, validationInterval: 0, optimizationInterval: 0, backupInterval: 0 };

/** A record that may be damaged. */
export interface Stock {
  readonly store: Store;
  readonly key: Key;
  readonly length: number;
  /** Whether it belongs to the older backup alone. */
  readonly isOlder: boolean;
}

/** What the engine makes of a damaged database. */
export interface Outcome {
  readonly count: number;
  /** What keeps the state from being the one after `count` updates. */
  readonly flaw: string | undefined;
  /** What the application was told while the state was loaded: codes of errors, and `recovered` or `loss`. */
  readonly told: readonly string[];
  /** The same of what it was told later, when stored bytes were read again because nothing had been told. */
  readonly toldLater: readonly string[];
  /** Whether updates can be made, and are there after another start; if not, why. */
  readonly stuck: string | undefined;
  /** Whether the record is after all that as the damage has left it. */
  readonly left: boolean;
}

/** What each damage is done to: with all that there is, or with one backup and the journal after it and nothing else. */
export type Scene = 'all' | 'bare';
let scenes: Record<Scene, Stored>;
let stranger: Stored;
const told: string[] = [];

async function start(name: string): Promise<StateSync<Numbered>> {
  told.length = 0;
  const sync = createStateSync<Numbered>({ name, model, config: quiet });
  sync.on('storage_error', ({ data }) => told.push(data.code));
  sync.on('storage_degraded', ({ data }) => told.push(data.code));
  sync.on('state_recovered', ({ data }) => told.push(data.dataLoss || !data.success ? 'loss' : 'recovered'));
  try {
    await sync.ready;
  } catch (error) {
    await sync.close().catch(() => undefined);
    throw error;
  }
  const code = sync.status.lastError?.code;
  if (code && !told.includes(code)) told.push(code);
  return sync;
}

/** Updates `from` to `to`, each of them a record of its own. */
async function write(sync: StateSync<Numbered>, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n++)
    if (!(await sync.update(change(n)).durable)) throw new Error(`update ${n} was refused`);
}

/** The updates in the older backup, in the newer one, and in the journal. */
const [OLDER, NEWER, ALL] = [20, 30, 40];

/** Makes a database, and gives it with everything and without what the newer backup does not need. */
async function make(name: string, all: number): Promise<Record<Scene, Stored>> {
  const sync = await start(name);
  await write(sync, 1, OLDER);
  await sync.createStateBackup('older');
  const older = (await take(name)).stores.snapshots.map(([key]) => `${key}`).filter((key) => !key.startsWith('c'));
  await write(sync, OLDER + 1, NEWER);
  await sync.createStateBackup('newer');
  await write(sync, NEWER + 1, all);
  await sync.close();
  const stored = await take(name);
  const { journal, snapshots } = stored.stores;
  const bare = {
    ...stored.stores,
    // The first record is the first state.
    journal: journal.filter(([key]) => (key as number) > NEWER + 1),
    snapshots: snapshots.filter(([key]) => !older.includes(`${key}`)),
  };
  return { all: stored, bare: { ...stored, stores: bare } };
}

function stockOf({ all, bare }: Record<Scene, Stored>): Stock[] {
  const { snapshots } = bare.stores;
  return Object.entries(all.stores).flatMap(([store, records]) =>
    records.map(([key, value]) => ({
      ...{ store: store as Store, key, length: (value as Uint8Array).length },
      isOlder: store === 'snapshots' && !snapshots.some(([other]) => other === key),
    })),
  );
}

const rot = {
  /** Makes what is to be damaged, and tells how many updates were acknowledged, and how many of them the newer backup has. */
  async prepare(): Promise<{ stock: Stock[]; strangers: Stock[]; newer: number; count: number }> {
    scenes = await make(NAME, ALL);
    const strangers = await make('stranger', ALL + 5);
    stranger = strangers.all;
    return { stock: stockOf(scenes), strangers: stockOf(strangers), newer: NEWER, count: ALL };
  },

  /** Damages what was prepared, starts, and tells. */
  async suffer(scene: Scene, damages: readonly (Damage | undefined)[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const damage of damages) {
      const good = scenes[scene];
      const bad = damage ? damaged(good, damage, stranger) : good;
      await putBack(NAME, bad);
      const outcome = await attempt();
      const left = damage !== undefined && isAs(bad, await take(NAME), damage);
      outcomes.push({ ...outcome, left });
    }
    return outcomes;
  },
};

async function attempt(): Promise<Omit<Outcome, 'left'>> {
  let sync: StateSync<Numbered>;
  try {
    sync = await start(NAME);
  } catch (error) {
    const code = error instanceof StateSyncError ? error.code : String(error);
    return { count: 0, flaw: undefined, told: [...told, `refused: ${code}`], toldLater: [], stuck: undefined };
  }
  const state = sync.getState();
  const outcome = { count: state.count, flaw: flaw(state, sync.status.version), told: [...told] };
  const toldLater: string[] = [];
  let stuck = await goOn(sync, 'first');
  if (outcome.told.length === 0) {
    await lookForRot(sync);
    toldLater.push(...told);
  }
  // A second one, so that both slots are written.
  stuck ??= await goOn(sync, 'second');
  const wanted = JSON.stringify(sync.getState());
  await sync.close();
  stuck ??= await isThere(wanted);
  return { ...outcome, toldLater, stuck };
}

/** Makes an update; why it was not possible. */
async function goOn(sync: StateSync<Numbered>, turn: string): Promise<string | undefined> {
  const { count, entries } = sync.getState();
  // What is left of a state of which parts are missing has no next update; it takes another one.
  const next = Object.keys(entries).length === count ? change(count + 1) : { long: turn };
  const { durable, issues } = sync.update(next);
  const end = await durable.catch((error) => String(error.code));
  return end === true ? undefined : `the ${turn} update ended with ${end}: ${JSON.stringify(issues)}`;
}

/** Has the timer do its work once: it reads stored bytes again, and then makes a backup. */
async function lookForRot(sync: StateSync<Numbered>): Promise<void> {
  const done = new Promise<void>((resolve) => sync.on('state_backup_created', () => resolve()));
  sync.updateSyncConfig({ backupInterval: 20 });
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, LONGEST))]);
  sync.updateSyncConfig({ backupInterval: 0 });
}

/** Starts again; what is wrong with what it finds. */
async function isThere(wanted: string): Promise<string | undefined> {
  try {
    const again = await start(NAME);
    const found = JSON.stringify(again.getState());
    await again.close();
    return found === wanted ? undefined : `after two updates another start finds ${found.slice(0, 80)}`;
  } catch (error) {
    return `after two updates another start fails: ${error}`;
  }
}

declare global {
  interface Window {
    rot: typeof rot;
  }
}

window.rot = rot;
