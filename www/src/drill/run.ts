/** Runs a drill: saves, damages, and looks at what is left. */
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
    await (drill.mended ? runLive(drill, drill.mended) : runAndReload(drill));
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

async function runLive(drill: Drill, mended: () => Promise<string>): Promise<void> {
  const { title } = drill;
  const damage = await drill.prepare();
  await sync.flush();
  const since = Date.now();
  const damaged = await damage();
  const before = momentOf(sync.getState());
  const cameBack = await mended();
  const after = momentOf(sync.getState());
  report.set({ title, damaged, before, after, heard: damageHeard(since), from: 'memory', cameBack });
}
