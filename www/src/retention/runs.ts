/** What optimisations did, whoever asked for them: the newest, and the newest that dropped something. */
import type { OptimizationResult } from 'holdfast';
import { checkNow } from '../consistency/checks.ts';
import { Store } from '../lib/store.ts';
import { sync } from '../state.ts';

export interface Run {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly by: 'button' | 'timer';
  readonly removed: OptimizationResult['removed'];
  readonly removedReferences: number;
  readonly bytesFreed: number;
  readonly durationMs: number;
}

export interface Runs {
  readonly last: Run | null;
  readonly fruitful: Run | null;
}

export const runs = new Store<Runs>({ last: null, fruitful: null });

/** How many optimisations somebody waits for here: their events are not news. */
let asked = 0;

export async function optimiseNow(): Promise<void> {
  asked++;
  try {
    note({ ...(await sync.optimizeState()), at: Date.now(), by: 'button' });
  } finally {
    asked--;
  }
  await checkNow();
}

/** From now on every optimisation is noted. */
export function watchRuns(): void {
  sync.on('state_optimized', ({ data, timestamp }) => {
    if (asked === 0) note({ ...data, at: timestamp, by: 'timer' });
  });
}

/** How many entries were dropped, by all rules. */
export const droppedBy = ({ removed }: Run): number => Object.values(removed).reduce((sum, one) => sum + one, 0);

function note(run: Run): void {
  runs.set({ last: run, fruitful: droppedBy(run) > 0 ? run : runs.get().fruitful });
}
