/**
 * Checks the form of a model definition by the table of `shapes.ts`. The first mistake throws `invalid_model` with
 * its place in the definition and the reason.
 *
 * Deliberately not the engine's validator: that is WebAssembly, and not loaded yet when models are defined.
 */
import { StateSyncError } from '../errors.js';
import { shown } from '../shown.js';
import { SHAPES } from './shapes.js';

type Entries = Readonly<Record<string, unknown>>;
type Visit = (place: string, schema: Entries) => void;

/** Says where and why the definition is wrong. */
export function fail(place: string, reason: string, cause?: unknown): never {
  throw new StateSyncError('invalid_model', `Invalid model at "${place}": ${reason}`, { pointer: place, cause });
}

/** The pointer to a member of what is at `place`. */
export const at = (place: string, member: string): string =>
  `${place}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;

export const isString = (value: unknown): value is string => typeof value === 'string';
export const isObject = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Tests by the name of the kind. */
const TESTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  any: () => true,
  string: isString,
  text: (value) => isString(value) && value !== '',
  boolean: (value) => typeof value === 'boolean',
  number: Number.isFinite,
  'number>=0': (value) => Number.isFinite(value) && (value as number) >= 0,
  'integer>=0': (value) => Number.isInteger(value) && (value as number) >= 0,
  function: (value) => typeof value === 'function',
  pointer: (value) => isString(value) && /^(\/([^~]|~[01])*)?$/.test(value),
  regexp: (value) => {
    try {
      return isString(value) && !!new RegExp(value, 'u');
    } catch {
      return false;
    }
  },
};

/** Checks that `value`, which stands at `place`, is of this kind; `visit` is called with every schema object in it. */
export function check(place: string, value: unknown, kind: string, visit?: Visit): void {
  const expect = (fits: boolean, what: string): void => {
    if (!fits) fail(place, `expected ${what}, got ${shown(value)}`);
  };
  const isList = Array.isArray(value);
  const first = kind[0];
  if (first === '*') {
    kind = kind.slice(1);
    check(place, value, isList && value.length ? `[${kind}]` : kind);
  } else if (first === '[' || first === '{') {
    if (first === '[') expect(isList, 'array');
    else expect(isObject(value), 'object');
    for (const [name, member] of Object.entries(value as Entries))
      check(at(place, name), member, kind.slice(1, -1), visit);
  } else if (!SHAPES[kind]) {
    const fits = (one: string): boolean => TESTS[one]?.(value) ?? (isString(value) && `"${value}"` === one);
    expect(kind.split('|').some(fits), kind);
  } else if (kind !== 'schema' || typeof value !== 'boolean') {
    expect(isObject(value), `${kind} object`);
    checkMembers(place, value as Entries, kind, visit);
  }
}

/** A shape that was read: the kinds by name, and the names that must be there. */
interface Shape {
  readonly kinds: Map<string, string>;
  readonly required: string[];
}

/** By their text. A schema has hundreds of parts of the same shape. */
const shapes = new Map<string, Shape>();

function readShape(text: string): Shape {
  let shape = shapes.get(text);
  if (!shape) {
    shape = { kinds: new Map(), required: [] };
    for (const [, names = '', optional, kind = ''] of text.matchAll(/(\S+?)(\??):(\S+)/g))
      for (const name of names.split(',')) {
        shape.kinds.set(name, kind);
        if (!optional) shape.required.push(name);
      }
    shapes.set(text, shape);
  }
  return shape;
}

/** Checks an object's members. One that is `undefined` is absent. */
function checkMembers(place: string, value: Entries, kind: string, visit?: Visit): void {
  let text = SHAPES[kind] as string;
  if (kind === 'integrity')
    text += ` ${SHAPES[value.rule === 'count' && 'each' in value ? 'count each' : `${value.rule}`]}`;
  if (kind === 'retention' && 'stamp' in value) text = SHAPES['retention stamp'] as string;

  const { kinds, required } = readShape(text);
  // First, because what is wrong with a misspelt rule is its name and not its members.
  for (const name of required) check(at(place, name), value[name], kinds.get(name) as string);
  for (const name of Object.keys(value)) {
    const kindOfMember = kinds.get(name);
    if (kindOfMember) {
      if (value[name] !== undefined) check(at(place, name), value[name], kindOfMember, visit);
      // A misspelt option would otherwise be ignored in silence; but to JSON Schema unknown keywords are annotations.
    } else if (kind !== 'schema') fail(at(place, name), 'unknown');
  }
  if (kind === 'schema') visit?.(place, value);
}
