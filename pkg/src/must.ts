/** Arguments that TypeScript would have refused: who calls from JavaScript learns of them at the call, and not from further down. */
import { StateSyncError } from './errors.js';
import { shown } from './shown.js';

/** @throws StateSyncError `invalid_config`: there is something else than what is expected */
export function must(fits: boolean, expected: string, found: unknown): void {
  if (!fits) throw new StateSyncError('invalid_config', `Expected ${expected}, not ${shown(found)}.`);
}

export const mustCall = (found: unknown): void => must(typeof found === 'function', 'a function to call', found);

export const isText = (value: unknown): boolean => value === undefined || typeof value === 'string';
