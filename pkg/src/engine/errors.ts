/** From what the engine throws to what callers of the package get. */
import { StateSyncError, type StateSyncErrorCode } from '../errors.js';

export function closed(): StateSyncError {
  return new StateSyncError('closed', 'This instance is closed: make a new one with createStateSync.');
}

/** The engine throws plain errors with a code. */
export function translateError(error: unknown): StateSyncError {
  if (error instanceof StateSyncError) return error;
  const {
    code = 'engine_failed',
    message = String(error),
    pointer,
  } = (error ?? {}) as { code?: StateSyncErrorCode; message?: string; pointer?: string };
  return new StateSyncError(code, message, { pointer, cause: error });
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
