/** Pointers into the state (RFC 6901). */

/** A key as a step of a pointer. */
export const token = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
