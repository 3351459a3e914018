/** JSON Pointer, RFC 6901. */
import { StateSyncError } from './errors.js';
import { must } from './must.js';

/** The steps that a pointer names. @throws StateSyncError `unsupported_value` if it is no pointer, `invalid_config` if no text */
export function parsePointer(pointer: string): string[] {
  must(typeof pointer === 'string', 'text as pointer', pointer);
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer))
    throw new StateSyncError(
      'unsupported_value',
      `${JSON.stringify(pointer)} is no JSON pointer: it is '' or starts with '/', and '~' and '/' in names are written ~0 and ~1.`,
      { pointer },
    );
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
