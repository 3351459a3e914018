// Correctness: a contestant that is fast and wrong is reported as wrong, not as fast.

/** Throws when something that a workload promised does not hold. */
export function check(holds, message) {
  if (!holds) throw new Error(`wrong: ${message}`);
}

/** Deep equality of plain data, whatever the order of its keys. */
export function equal(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => equal(a[key], b[key]));
}
