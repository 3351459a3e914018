/**
 * What the last consistency check found, whoever made it.
 *
 * A check by the engine's timer tells how many problems there are. Which ones they are is asked for when that is news, so
 * that a consistent state is never checked twice.
 */
import type { Issue, SyncEvent } from 'holdfast';
import { Store } from '../lib/store.ts';
import { sync } from '../state.ts';

type Counts = SyncEvent<'state_consistency_check'>['data'];

export interface Check extends Counts {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly version: number;
  /** Up to the option `maxIssues`. */
  readonly issues: readonly Issue[];
  readonly recommendations: readonly string[];
  /** Pointers of what nothing holds. */
  readonly orphans: readonly string[];
}

/** `null` until there was one. */
export const checks = new Store<Check | null>(null);

/** How many checks somebody waits for here: their events are not news. */
let asked = 0;
let counts: Counts = { isValid: true, errors: 0, warnings: 0, inconsistencies: 0, durationMs: 0 };

export async function checkNow(): Promise<void> {
  asked++;
  try {
    const { isValid, issues, recommendations, durationMs } = await sync.checkStateConsistency();
    const { version } = sync.status;
    const orphans = sync.findOrphanedData();
    checks.set({ ...counts, isValid, durationMs, at: Date.now(), version, issues, recommendations, orphans });
  } finally {
    asked--;
  }
}

/** From now on every check is noted, and there is one as soon as the state is loaded. */
export function watchChecks(): void {
  sync.on('state_consistency_check', ({ data, timestamp, version }) => {
    counts = data;
    if (asked > 0) return;
    const last = checks.get();
    const found = problemsIn(data);
    if (found === 0) checks.set({ ...data, at: timestamp, version, issues: [], recommendations: [], orphans: [] });
    else if (last && found === problemsIn(last) && version === last.version)
      checks.set({ ...last, ...data, at: timestamp });
    else void checkNow();
  });
  sync.ready.then(checkNow, () => {});
}

/** How many problems there are, of all severities. */
export const problemsIn = ({ errors, warnings, inconsistencies }: Counts): number =>
  errors + warnings + inconsistencies;
