/** What would never end. */
import { StateSyncError } from './errors.js';

/** Rounds of listeners that cause updates that call listeners: more than this is a loop. */
export const MAX_ROUNDS = 100;

/** @throws StateSyncError `update_loop` after too many rounds */
export function mustEnd(rounds: number): void {
  if (rounds > MAX_ROUNDS)
    throw new StateSyncError(
      'update_loop',
      `Listeners have caused ${MAX_ROUNDS} updates in a row, each of which called listeners again: make the listener stop when there is nothing left to change.`,
    );
}
