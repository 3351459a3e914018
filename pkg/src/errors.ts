/**
 * The one error class of the package: every failure that reaches a caller is a {@link StateSyncError}
 * with a code from a closed list, so that code can branch on `error.code` and never on the wording.
 */

/** What went wrong, one code per kind of failure. The list is closed: a `switch` over it can be exhaustive. */
export type StateSyncErrorCode =
  /** The model definition has a mistake; `pointer` is its place in the definition. */
  | 'invalid_model'
  /** A configuration value or an argument of a method is unknown, of another type or out of range. */
  | 'invalid_config'
  /** Something was called that needs the loaded state; await `ready` first. */
  | 'not_ready'
  /** The instance was closed. */
  | 'closed'
  /** A value that state cannot hold (function, Date, NaN, class instance and their like). */
  | 'unsupported_value'
  /** A value that contains itself. */
  | 'circular_reference'
  /** A value nested deeper than 128 levels. */
  | 'too_deep'
  /** The update would pass `maxStateSize`. */
  | 'state_too_large'
  /** There is no storage, or the browser does not let this page have any. */
  | 'storage_unavailable'
  /** Storage is full. */
  | 'quota_exceeded'
  /** The stored data was written by a newer version of the package or the model. */
  | 'newer_data'
  /** The stored data is damaged beyond what recovery can read. */
  | 'unreadable_data'
  /** The outcome was not known within `syncTimeout`. */
  | 'timeout'
  /** The work was given up before it finished. */
  | 'aborted'
  /** Another tab's change made this one impossible. */
  | 'conflict'
  /** The name is taken by an instance with another model. */
  | 'name_in_use'
  /** Too many updates wait. */
  | 'queue_full'
  /** Listeners keep causing updates that call listeners. */
  | 'update_loop'
  /** The WebAssembly engine could not be started, or trapped and could not be restarted. */
  | 'engine_failed';

/** What a {@link StateSyncError} carries besides code and message. */
export interface StateSyncErrorOptions {
  /** The place, as an RFC 6901 JSON pointer into whatever the code is about (the state, the definition). */
  readonly pointer?: string | undefined;
  /** Facts for a program to read; the shape depends on the code. */
  readonly details?: unknown;
  /** The error beneath this one. */
  readonly cause?: unknown;
}

/**
 * An error of this package. The message says what happened, where, and what to do; `code` is for programs.
 *
 * @example
 * try {
 *   await sync.flush();
 * } catch (error) {
 *   if (error instanceof StateSyncError && error.code === 'quota_exceeded') askToFreeSpace();
 *   else throw error;
 * }
 */
export class StateSyncError extends Error {
  /** Always `'StateSyncError'`; survives minifying, unlike the name of the class. */
  override readonly name: string = 'StateSyncError';
  /** The kind of failure. */
  readonly code: StateSyncErrorCode;
  // Declared, not initialised: an error without a place has no `pointer` member at all.
  /** The place of the failure as an RFC 6901 pointer, where there is one. */
  declare readonly pointer?: string;
  /** Facts for a program to read, where there are any. */
  declare readonly details?: unknown;

  constructor(code: StateSyncErrorCode, message: string, options: StateSyncErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    if (options.pointer !== undefined) this.pointer = options.pointer;
    if (options.details !== undefined) this.details = options.details;
  }
}
