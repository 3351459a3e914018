import { parsePointer } from '../../pointer.js';
import { child } from '../../snapshot/reader.js';

/** The value at a pointer of any snapshot, an old one too; `undefined` if there is none. */
export function valueAt(state: unknown, pointer: string): unknown {
  return parsePointer(pointer).reduce<unknown>(child, state);
}
