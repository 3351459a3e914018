/**
 * `holdfast/inline`: the same as `holdfast` with the engine inside, for pages that consist of one file, browser extensions, and
 * bundlers that do not know what to do with a file of WebAssembly.
 *
 * Nothing is fetched. It is a third larger than the file before compression, cannot be compiled while it loads, and needs
 * `DecompressionStream` (Chrome 80, Firefox 113, Safari 16.4): prefer `holdfast` where it works. Importing this does nothing yet: the
 * engine is unpacked when the first instance is made.
 *
 * @module holdfast/inline
 */
import { createWith } from '../instances.js';
import type { StateSync, StateSyncOptions } from '../sync.js';
import { embeddedModule } from './embedded.js';

export * from '../exports.js';

/**
 * Makes a state, or finds the one of that name, as `createStateSync` of `holdfast` does; the engine comes from this file unless the
 * option `wasm` says otherwise.
 *
 * @throws StateSyncError `name_in_use` if the name belongs to an instance with another model; `invalid_model` if its `initial` gives no
 *   state; `invalid_config` if options are missing or of another type
 *
 * @example
 * import { createStateSync } from 'holdfast/inline';
 * const sync = createStateSync({ name: 'notes', model });
 * await sync.ready;
 */
export function createStateSync<S>(options: StateSyncOptions<S>): StateSync<S> {
  return createWith(options, embeddedModule);
}
