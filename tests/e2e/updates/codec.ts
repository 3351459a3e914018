/**
 * States as text, so that they can be sent between page and test and compared: unlike JSON it keeps `Map`s apart from
 * objects, the order of all members, names like `__proto__`, and -0.
 */

type Encoded =
  | string
  | boolean
  | null
  | { readonly n: string }
  | { readonly a: readonly Encoded[] }
  | { readonly o: readonly (readonly [string, Encoded])[] }
  | { readonly m: readonly (readonly [string, Encoded])[] };

export const toText = (value: unknown): string => JSON.stringify(encode(value));

export const fromText = (text: string): unknown => decode(JSON.parse(text) as Encoded);

function encode(value: unknown): Encoded {
  if (typeof value === 'number') return { n: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value !== 'object' || value === null) return value as string | boolean | null;
  if (Array.isArray(value)) return { a: value.map(encode) };
  const pairs = (entries: Iterable<[string, unknown]>) => Array.from(entries, ([k, v]) => [k, encode(v)] as const);
  return value instanceof Map ? { m: pairs(value.entries()) } : { o: pairs(Object.entries(value)) };
}

function decode(value: Encoded): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('n' in value) return Number(value.n);
  if ('a' in value) return value.a.map(decode);
  if ('m' in value) return new Map(value.m.map(([key, item]) => [key, decode(item)]));
  const object: Record<string, unknown> = {};
  for (const [key, item] of value.o) setOwn(object, key, decode(item));
  return object;
}

/** Sets a member whatever it is called: assigning to `__proto__` would do something else. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
