/** A value in a message: a scalar itself, for anything else what it is. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'array';
  return (typeof value === 'object' && value) || typeof value === 'function' ? typeof value : String(value);
}
