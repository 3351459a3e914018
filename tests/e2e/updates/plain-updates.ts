/**
 * What updates mean, in the plainest JavaScript: RFC 7396 and RFC 6902 on ordinary values, written from the standards and
 * the documentation, to hold the engine against. Nothing is changed in place; what fails throws.
 *
 * - A `Map` is treated like an object, and never taken for one.
 * - `null` in a merge deletes, unless the state may hold `null`: then it is a value.
 */
import { setOwn } from './codec.ts';

export interface Rules {
  /** Whether `null` is a value like any other; otherwise a state with a `null` in it is refused. */
  readonly holdsNull: boolean;
}

export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

export class Refused extends Error {}

/** The state after a change, a merge or a list of operations. @throws Refused */
export function updated(state: unknown, change: unknown, rules: Rules): unknown {
  const after = Array.isArray(change)
    ? (change as Operation[]).reduce((value, operation) => patched(value, operation), state)
    : merged(state, change, rules);
  if (!isObject(after)) throw new Refused('the state is an object');
  if (!rules.holdsNull && hasNull(after)) throw new Refused('null is not allowed');
  return after;
}

type Keyed = Record<string, unknown> | Map<string, unknown>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
const isKeyed = (value: unknown): value is Keyed => value instanceof Map || isObject(value);
const hasNull = (value: unknown): boolean =>
  value === null ||
  (Array.isArray(value) && value.some(hasNull)) ||
  (isKeyed(value) && entriesOf(value).some(([, item]) => hasNull(item)));

const entriesOf = (value: Keyed): [string, unknown][] => (value instanceof Map ? [...value] : Object.entries(value));

const empty = (like: Keyed): Keyed => (like instanceof Map ? new Map() : {});

const get = (from: Keyed, key: string): unknown =>
  from instanceof Map ? from.get(key) : Object.hasOwn(from, key) ? from[key] : undefined;

function withMember(value: Keyed, key: string, item: unknown): Keyed {
  if (value instanceof Map) return new Map(value).set(key, item);
  const copy: Record<string, unknown> = {};
  for (const [name, old] of Object.entries(value)) setOwn(copy, name, old);
  setOwn(copy, key, item);
  return copy;
}

function without(value: Keyed, key: string): Keyed {
  return entriesOf(value).reduce(
    (rest, [name, item]) => (name === key ? rest : withMember(rest, name, item)),
    empty(value),
  );
}

// RFC 7396

function merged(target: unknown, update: unknown, rules: Rules): unknown {
  if (!isKeyed(update)) return update;
  const isSameKind = isKeyed(target) && target instanceof Map === update instanceof Map;
  let result: Keyed = isSameKind ? target : empty(update);
  for (const [key, item] of entriesOf(update))
    result =
      item === null && !rules.holdsNull
        ? without(result, key)
        : withMember(result, key, merged(get(result, key), item, rules));
  return result;
}

// RFC 6902

function patched(state: unknown, { op, path, from, value }: Operation): unknown {
  switch (op) {
    case 'add':
      return added(state, stepsOf(path), value);
    case 'remove':
      return removed(state, stepsOf(path));
    case 'replace':
      return replaced(state, stepsOf(path), value);
    case 'copy':
      return added(state, stepsOf(path), at(state, stepsOf(from)));
    case 'move': {
      const moved = at(state, stepsOf(from));
      if (path === from) return state;
      if (path.startsWith(`${from}/`)) throw new Refused('a value cannot be moved into itself');
      return added(removed(state, stepsOf(from)), stepsOf(path), moved);
    }
    case 'test':
      if (!equal(at(state, stepsOf(path)), value)) throw new Refused('test failed');
      return state;
    default:
      throw new Refused(`no operation ${op}`);
  }
}

function stepsOf(pointer: string | undefined): string[] {
  if (pointer === undefined || (pointer !== '' && !pointer.startsWith('/'))) throw new Refused('no pointer');
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a pointer. @throws Refused if there is none */
export const valueAt = (state: unknown, pointer: string): unknown => at(state, stepsOf(pointer));

/** The value at a path, which has to be there. */
function at(state: unknown, steps: readonly string[]): unknown {
  return steps.reduce((value, step) => {
    const found = isKeyed(value) ? get(value, step) : Array.isArray(value) ? value[indexIn(value, step)] : undefined;
    if (found === undefined) throw new Refused(`nothing at ${step}`);
    return found;
  }, state);
}

function indexIn(list: readonly unknown[], step: string, isNew = false): number {
  if (isNew && step === '-') return list.length;
  const index = Number(step);
  if (!/^(0|[1-9][0-9]*)$/.test(step) || index > list.length - (isNew ? 0 : 1)) throw new Refused(`no index ${step}`);
  return index;
}

/** Does something to the container that holds the last step. */
function inside(
  value: unknown,
  steps: readonly string[],
  edit: (container: unknown, step: string) => unknown,
): unknown {
  const [step = '', ...rest] = steps;
  if (rest.length === 0) return edit(value, step);
  const child = inside(at(value, [step]), rest, edit);
  return Array.isArray(value) ? value.with(indexIn(value, step), child) : withMember(value as Keyed, step, child);
}

function added(state: unknown, steps: readonly string[], value: unknown): unknown {
  if (steps.length === 0) return value;
  return inside(state, steps, (container, step) => {
    if (Array.isArray(container)) return container.toSpliced(indexIn(container, step, true), 0, value);
    if (isKeyed(container)) return withMember(container, step, value);
    throw new Refused('not a container');
  });
}

function removed(state: unknown, steps: readonly string[]): unknown {
  at(state, steps);
  if (steps.length === 0) throw new Refused('the state cannot be removed');
  return inside(state, steps, (container, step) =>
    Array.isArray(container) ? container.toSpliced(indexIn(container, step), 1) : without(container as Keyed, step),
  );
}

function replaced(state: unknown, steps: readonly string[], value: unknown): unknown {
  at(state, steps);
  if (steps.length === 0) return value;
  return inside(state, steps, (container, step) =>
    Array.isArray(container)
      ? container.with(indexIn(container, step), value)
      : withMember(container as Keyed, step, value),
  );
}

/** RFC 6902 §4.6: members in any order. */
function equal(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (!isKeyed(a) || !isKeyed(b)) return a === b;
  const entries = entriesOf(a);
  return (
    a instanceof Map === b instanceof Map &&
    entries.length === entriesOf(b).length &&
    entries.every(([key, item]) => get(b, key) !== undefined && equal(item, get(b, key)))
  );
}
