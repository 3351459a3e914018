/** Runs a drill: saves, damages, and looks at what is left. */
import type { EventType } from 'holdfast';
import { Store } from '../lib/store.ts';
import { sync } from '../state.ts';
import type { Drill } from './drills.ts';
import { keep } from './keepsake.ts';
import { momentOf } from './moment.ts';
import { leaveNote } from './note.ts';
import { damageHeard, report } from './reports.ts';

export interface Running {
  /** The name of the drill that is under way. */
  readonly name: string | null;
  /** Why the last one did not get so far. */
  readonly error: string | null;
}

export const running = new Store<Running>({ name: null, error: null });

export async function run(drill: Drill): Promise<void> {
  running.set({ name: drill.name, error: null });
  report.set(null);
  try {
    await (drill.isLive ? runLive(drill) : runAndReload(drill));
    running.set({ name: null, error: null });
  } catch (error) {
    running.set({ name: null, error: (error as Error).message });
  }
}

async function runAndReload(drill: Drill): Promise<void> {
  const { title } = drill;
  const damage = await drill.prepare();
  await sync.flush();
  // Whatever the drill finds, what people put into the demo can be brought back.
  await keep(await sync.exportState());
  const before = momentOf(sync.getState());
  await sync.close();
  const damaged = await damage().catch((error: Error) => `Nothing: ${error.message}`);
  leaveNote({ title, damaged, before });
  location.reload();
  // Whatever is shown until then, nothing can be pressed.
  await new Promise(() => {});
}

/** Short enough to watch; what was set before comes back. */
const INTERVAL_MS = 400;
const PATIENCE_MS = 20_000;

async function runLive(drill: Drill): Promise<void> {
  const damage = await drill.prepare();
  await sync.flush();
  const since = Date.now();
  const before = momentOf(sync.getState());
  const damaged = await damage();
  const { backupInterval } = sync.getConfig();
  sync.updateSyncConfig({ backupInterval: INTERVAL_MS });
  try {
    await next('storage_error');
    await next('state_backup_created');
  } finally {
    sync.updateSyncConfig({ backupInterval });
  }
  const after = momentOf(sync.getState());
  report.set({ title: drill.title, damaged, before, after, heard: damageHeard(since), from: 'memory' });
}

/** The next event of a type. @throws Error if none comes */
function next(type: EventType): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      stop();
      clearTimeout(timer);
      settle();
    };
    const stop = sync.on(type, () => end(resolve));
    const late = new Error('Nobody has found the damage: perhaps another tab is the one that looks for it.');
    const timer = setTimeout(() => end(() => reject(late)), PATIENCE_MS);
  });
}
