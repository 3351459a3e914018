/** `createStateSync` as `holdfast` has it: the engine is a file. */
import { wasmFile } from './engine/file.js';
import { createWith } from './instances.js';
import type { StateSync, StateSyncOptions } from './sync.js';

/**
 * Makes a state, or finds the one of that name. Returns at once; the state is there when `ready` resolves.
 *
 * @throws StateSyncError `name_in_use` if the name belongs to an instance with another model; `invalid_model` if its `initial` gives no
 *   state; `invalid_config` if options are missing or of another type
 *
 * @example
 * const sync = createStateSync({ name: 'notes', model });
 * await sync.ready;
 */
export function createStateSync<S>(options: StateSyncOptions<S>): StateSync<S> {
  return createWith(options, wasmFile);
}
