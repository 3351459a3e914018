/** What was written as JSON gets its Maps back where there were Maps before. */

/** @param before what stands there now, or something of its kind */
export function like(written: unknown, before: unknown): unknown {
  if (typeof written !== 'object' || written === null) return written;
  if (Array.isArray(written)) {
    const first = Array.isArray(before) ? before[0] : undefined;
    return written.map((item, index) => like(item, (Array.isArray(before) ? before[index] : undefined) ?? first));
  }
  if (before instanceof Map) {
    // A new entry is of the kind of the others.
    const other: unknown = before.values().next().value;
    return new Map(Object.entries(written).map(([name, item]) => [name, like(item, before.get(name) ?? other)]));
  }
  const members = (before ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(written).map(([name, item]) => [name, like(item, members[name])]));
}
