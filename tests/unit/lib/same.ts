/** Equality that leaves nothing out: the order of keys, Map or object, -0, prototypes. */

/** A text that is the same for two values exactly when state may not tell them apart. */
export function portrait(value: unknown): string {
  if (Array.isArray(value)) {
    expectPrototype(value, Array.prototype);
    return `[${Array.from(value, portrait).join()}]`;
  }
  if (value instanceof Map) {
    return `Map{${Array.from(value, ([key, item]) => `${JSON.stringify(key)}=>${portrait(item)}`).join()}}`;
  }
  if (typeof value === 'object' && value !== null) {
    expectPrototype(value, Object.prototype);
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${portrait(item)}`)
      .join()}}`;
  }
  return Object.is(value, -0) ? '-0' : `${JSON.stringify(value)}`;
}

function expectPrototype(value: object, prototype: object): void {
  if (Object.getPrototypeOf(value) !== prototype) throw new Error('a prototype is not what it should be');
}
