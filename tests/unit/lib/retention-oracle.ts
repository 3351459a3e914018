/** Retention rules, read in the simplest way that can be right. It says what a rule means; the engine has to agree. */
import type { DropRule, Model, RetentionCondition } from '../../../pkg/src/model.js';
import { entriesOf, ids, member, places } from './integrity-oracle.js';

/** How many entries each rule removed, by name. */
export type Removed = Record<string, number>;

const first = (state: unknown, pointer: string): unknown => places(state, pointer)[0]?.value;

function meets(value: unknown, { equals, atMost, atLeast, empty }: RetentionCondition): boolean {
  const size = typeof value === 'string' ? value.length : entriesOf(value).length;
  return (
    (equals === undefined || value === equals) &&
    (atMost === undefined || (typeof value === 'number' && value <= atMost)) &&
    (atLeast === undefined || (typeof value === 'number' && value >= atLeast)) &&
    (empty === undefined || (size === 0) === empty)
  );
}

/** Whether `rule` drops an entry; `held` are the ids at `unlessHeldBy`. */
function drops(state: unknown, rule: DropRule, held: Set<unknown>, key: string, entry: unknown, now: number): boolean {
  const { olderThan, by = '', when = {}, id } = rule;
  if (olderThan !== undefined) {
    const age = now - Number(by.startsWith('/') ? first(state, by) : member(entry, by));
    // What has no time is not old.
    if (!(age > Number(typeof olderThan === 'string' ? first(state, olderThan) : olderThan))) return false;
  }
  if (!Object.entries(when).every(([name, condition]) => meets(member(entry, name), condition))) return false;
  return !held.has(id === undefined ? key : member(entry, id));
}

/** Removes what is at these pointers, which are in the order of the state. */
function remove(state: unknown, pointers: Iterable<string>): void {
  // From the end, so that indexes before it stay what they are.
  for (const pointer of [...new Set(pointers)].reverse()) {
    const cut = pointer.lastIndexOf('/');
    const container = first(state, pointer.slice(0, cut));
    const key = pointer.slice(cut + 1);
    if (Array.isArray(container)) container.splice(Number(key), 1);
    else if (container instanceof Map) container.delete(key);
    else delete (container as Record<string, unknown>)[key];
  }
}

/** Applies the rules of `model` to `state`, in place. */
export function optimise(state: unknown, model: Model<unknown>, now: number): Removed {
  const removed: Removed = {};
  for (const rule of model.retention) {
    if ('stamp' in rule) {
      const cut = rule.stamp.lastIndexOf('/');
      const name = rule.stamp.slice(cut + 1);
      for (const { value } of places(state, rule.stamp.slice(0, cut)))
        if (!rule.ifMissing || member(value, name) === undefined) (value as Record<string, unknown>)[name] = now;
      continue;
    }
    const held = new Set<unknown>(ids(state, rule.unlessHeldBy ?? []).map(({ id }) => id));
    const dropped = places(state, rule.drop).filter(({ key, value }) => drops(state, rule, held, key, value, now));
    removed[rule.name ?? rule.drop] = dropped.length;

    const container = rule.drop.slice(0, -'/*'.length);
    const references = model.integrity.flatMap((reference) => {
      if (reference.rule !== 'reference' || !rule.dropReferences) return [];
      const gone = new Set<unknown>(
        [reference.to].flat().flatMap((to) => {
          if (to === container) return dropped.map(({ key }) => key);
          return to.startsWith(`${rule.drop}/`)
            ? dropped.map(({ value }) => member(value, to.slice(rule.drop.length + 1)))
            : [];
        }),
      );
      return [reference.from].flat().map((from) => ({ from, gone, dropEntry: reference.dropEntry }));
    });

    remove(
      state,
      dropped.map(({ pointer }) => pointer),
    );
    for (const { from, gone, dropEntry } of references) {
      const depth = dropEntry ? from.split('/').lastIndexOf('*') + 1 : undefined;
      remove(
        state,
        ids(state, from)
          .filter(({ id }) => gone.has(id))
          .map(({ pointer }) => (depth === undefined ? pointer : pointer.split('/').slice(0, depth).join('/'))),
      );
    }
  }
  return removed;
}
