/** From what the engine throws to what callers of the package get. */
import { StateSyncError, type StateSyncErrorCode } from '../errors.js';

/** An object, so that the compiler knows that none is missing. */
const CODES: Readonly<Record<StateSyncErrorCode, 1>> = {
  invalid_model: 1,
  invalid_config: 1,
  not_ready: 1,
  closed: 1,
  unsupported_value: 1,
  circular_reference: 1,
  too_deep: 1,
  state_too_large: 1,
  storage_unavailable: 1,
  quota_exceeded: 1,
  newer_data: 1,
  unreadable_data: 1,
  timeout: 1,
  aborted: 1,
  conflict: 1,
  name_in_use: 1,
  queue_full: 1,
  update_loop: 1,
  engine_failed: 1,
};

export function closed(): StateSyncError {
  return new StateSyncError('closed', 'This instance is closed: make a new one with createStateSync.');
}

/** The engine throws plain errors with a code of ours. Errors of browser and Node have codes of their own. */
export function translateError(error: unknown): StateSyncError {
  if (error instanceof StateSyncError) return error;
  const { code = '', message = String(error), pointer } = (error ?? {}) as Partial<StateSyncError>;
  const known = Object.hasOwn(CODES, code) ? (code as StateSyncErrorCode) : 'engine_failed';
  return new StateSyncError(known, message, { pointer, cause: error });
}

export function translate<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw translateError(error);
  }
}

export async function translated<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw translateError(error);
  }
}
