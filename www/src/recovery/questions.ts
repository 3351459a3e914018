/** What somebody wants to go back to, until they have said whether they mean it. */
import type { StateRecoveryResult } from 'holdfast';
import { counted } from '../lib/format.ts';
import { Store } from '../lib/store.ts';
import { sync } from '../state.ts';

export interface Question {
  /** What would come back, as it stands in a sentence. */
  readonly what: string;
  /** What would not be there any more. */
  readonly discards: string;
  readonly recover: () => Promise<StateRecoveryResult>;
}

export const question = new Store<Question | null>(null);

/** What is newer than a version, in words. */
export function newerThan(version: number): string {
  const newer = Math.max(0, sync.status.version - version);
  return newer === 0
    ? 'No update is newer: nothing is discarded.'
    : `${counted(newer, 'newer update')} will be discarded.`;
}
