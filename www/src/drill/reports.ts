/** What came of the last drill. */
import { Store } from '../lib/store.ts';
import { sync } from '../state.ts';
import { kept } from './keepsake.ts';
import { type Moment, momentOf } from './moment.ts';
import { type Note, takeNote } from './note.ts';

export interface Report extends Note {
  /** What there was when it was loaded, before anything else happened. */
  readonly after: Moment;
  /** When it began that events are about the drill, in milliseconds since 1970. */
  readonly since: number;
  /** Whether the damage was done under a page that had everything in memory. */
  readonly isLive: boolean;
}

/** `null` until there was one in this session, and after somebody has seen it. */
export const report = new Store<Report | null>(null);

/** If the page was loaded again by a drill, notes what is found as soon as it is. */
export function watchDrills(): void {
  const note = takeNote();
  if (!note) return;
  const since = Date.now();
  // The first status after loading comes before the components say that they are at work.
  const stop = sync.subscribeStatus(() => {
    const { phase } = sync.status;
    if (phase === 'loading') return;
    stop();
    if (phase !== 'error') report.set({ ...note, after: momentOf(sync.getState()), since, isLive: false });
  });
}

/** Puts the file that was kept in the place of what is left. */
export async function bringBack(told: Report): Promise<void> {
  const file = await kept();
  if (!file) throw new Error('The file that was kept is gone too.');
  const { accepted } = await sync.importState(file);
  if (!accepted) throw new Error('What was kept in the file was refused.');
  report.set({ ...told, hasKeepsake: false, after: momentOf(sync.getState()) });
}
