import type { StateSync } from '../../sync.js';

/** An instance of whatever state: the panel finds out what is in it. */
export type AnySync = StateSync<unknown>;
