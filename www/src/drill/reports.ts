/** What came of the last drill. */
import type { SyncEvent } from 'holdfast';
import { Store } from '../lib/store.ts';
import { sync } from '../state.ts';
import { kept } from './keepsake.ts';
import { type Moment, momentOf } from './moment.ts';
import { type Note, takeNote } from './note.ts';

export interface Report extends Note {
  /** What there was when it was loaded, before anything else happened. */
  readonly after: Moment;
  /** What the engine has told of it. */
  readonly heard: readonly SyncEvent[];
  /** Where the state is from: what is stored, the memory of a page that went on, or the file that was kept. */
  readonly from: 'storage' | 'memory' | 'file';
  /** How it came back, where the drill itself knows. */
  readonly cameBack?: string;
}

/** `null` until there was one in this session, and after somebody has seen it. */
export const report = new Store<Report | null>(null);

/** If the page was loaded again by a drill, notes what is found as soon as it is. */
export function watchDrills(): void {
  const note = takeNote();
  if (!note) return;
  let after: Moment | undefined;
  // The first status after loading comes before the components say that they are at work.
  const stop = sync.subscribeStatus(() => {
    const { phase } = sync.status;
    if (phase === 'loading') return;
    stop();
    if (phase !== 'error') after = momentOf(sync.getState());
  });
  const tell = () => after && report.set({ ...note, after, heard: damageHeard(), from: 'storage' });
  sync.ready.then(tell, () => {});
}

/** Types of events that tell of damage or of what was done about it. */
const ABOUT: readonly string[] = ['storage_error', 'storage_degraded', 'state_recovered', 'engine_restarted'];

/** What the engine has told of damage. @param since in milliseconds since 1970 */
export const damageHeard = (since = 0): readonly SyncEvent[] =>
  sync.eventHistory({ since, minPriority: 'high' }).filter(({ type }) => ABOUT.includes(type));

/** Puts the file that was kept in the place of what is left. */
export async function bringBack(told: Report): Promise<void> {
  const file = await kept();
  if (!file) throw new Error('The file that was kept is gone too.');
  const { accepted } = await sync.importState(file);
  if (!accepted) throw new Error('What was kept in the file was refused.');
  report.set({ ...told, after: momentOf(sync.getState()), from: 'file' });
}
