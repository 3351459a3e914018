/**
 * Noticing that an instance of the module has failed.
 *
 * A trap (a panic is one, and so is memory that has run out) or a stack that is full ends a call of WebAssembly in the middle: what it
 * was changing stays half changed, and nothing in that instance can be relied on any more. Ordinary errors never leave an
 * export as an exception, since the glue throws them after the call; so any exception out of an export is such an end. All calls
 * come through here: those of the package, and those of timers, promises and database events that the engine waits for.
 */

import { StateSyncError } from '../errors.js';

/** What calls of a failed engine throw. */
export class EngineFailure extends StateSyncError {
  /** In a few words. */
  readonly reason: string;

  constructor(cause: unknown) {
    const reason = String(cause);
    super('engine_failed', `The engine has failed (${reason}) and is started again: try again, with a new snapshot.`, {
      cause,
    });
    this.reason = reason;
  }
}

/** What nobody in JavaScript has called who could catch something: the event loop and the garbage collector. */
const UNASKED = /^__wbg_.*_free$|^__wbindgen_destroy|^closure/;

type Exported = (...args: unknown[]) => unknown;

/**
 * The exports of an instance, usable until it fails. From then on calls throw and what comes unasked is ignored, so nothing that the
 * instance has begun goes on.
 *
 * @param failed is told in the middle of the call that failed, or by the next one if the stack was too full for that; gives back what
 *   calls throw from then on
 */
export function guarded(exports: WebAssembly.Exports, failed: (cause: unknown) => Error): WebAssembly.Exports {
  let isOver = false;
  let reason: unknown;
  let failure: Error | undefined;
  const guard = (name: string, run: Exported): Exported => {
    const isUnasked = UNASKED.test(name);
    return (...args) => {
      if (!isOver) {
        try {
          return run(...args);
        } catch (cause) {
          isOver = true;
          reason = cause;
        }
      }
      failure ??= failed(reason);
      // The glue looks for an error in what some of them return.
      if (isUnasked) return [];
      throw failure;
    };
  };
  return Object.fromEntries(
    Object.entries(exports).map(([name, it]) => [name, typeof it === 'function' ? guard(name, it as Exported) : it]),
  ) as WebAssembly.Exports;
}
