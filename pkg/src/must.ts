/** Arguments that TypeScript would have refused: who calls from JavaScript learns of them at the call, and not from further down. */
import { StateSyncError } from './errors.js';
import { shown } from './shown.js';

/** @throws StateSyncError `invalid_config`: `what` is expected, not `got` */
export function must(fits: boolean, what: string, got: unknown): void {
  if (!fits) throw new StateSyncError('invalid_config', `${what}, not ${shown(got)}.`);
}
