/**
 * Integrity rules, read in the simplest way that can be right: no indexes, the whole state each time. It says what a
 * rule means; the engine has to agree with it.
 */
import type { IntegrityRule, Model, Patterns, RuleSeverity } from '../../../pkg/src/model.js';

/** A rule that is broken somewhere. */
export interface Violation {
  rule: IntegrityRule['rule'];
  pointer: string;
  severity: RuleSeverity;
}

interface Place {
  /** Not escaped: the ids of the tests need no escaping. */
  pointer: string;
  key: string;
  value: unknown;
}

export const entriesOf = (value: unknown): [string, unknown][] =>
  value instanceof Map ? [...value] : typeof value === 'object' && value !== null ? Object.entries(value) : [];

export const member = (value: unknown, name: string): unknown => entriesOf(value).find(([key]) => key === name)?.[1];

/** Everything that the patterns match. */
export function places(state: unknown, patterns: Patterns): Place[] {
  return [patterns].flat().flatMap((pattern) => {
    let found: Place[] = [{ pointer: '', key: '', value: state }];
    for (const segment of pattern.split('/').slice(1)) {
      found = found.flatMap(({ pointer, value }) =>
        entriesOf(value)
          .filter(([key, inner]) => inner !== undefined && (segment === '*' || key === segment))
          .map(([key, inner]) => ({ pointer: `${pointer}/${key}`, key, value: inner })),
      );
    }
    return found;
  });
}

/** The ids at these places: a string is one, of an object or a `Map` the keys are; positions in lists are none. */
export const ids = (state: unknown, patterns: Patterns): { id: string; pointer: string }[] =>
  places(state, patterns).flatMap(({ pointer, value }) =>
    typeof value === 'string'
      ? [{ id: value, pointer }]
      : Array.isArray(value)
        ? []
        : entriesOf(value).map(([key]) => ({ id: key, pointer: `${pointer}/${key}` })),
  );

const idSet = (state: unknown, patterns: Patterns): Set<string> => new Set(ids(state, patterns).map(({ id }) => id));

const size = (state: unknown, patterns: Patterns): number =>
  places(state, patterns).reduce((sum, { value }) => sum + entriesOf(value).length, 0);

type Live = Readonly<Record<string, string>>;

function broken(state: unknown, rule: IntegrityRule, model: Model<unknown>, now: number, live: Live): string[] {
  switch (rule.rule) {
    case 'reference': {
      const known = idSet(state, rule.to);
      return ids(state, rule.from).flatMap(({ id, pointer }) => (known.has(id) ? [] : [pointer]));
    }
    case 'unique': {
      const seen = new Set<unknown>();
      return places(state, rule.at).flatMap(({ pointer, value }) => {
        const key = rule.by === undefined ? value : member(value, rule.by);
        // A record without the member is not equal to another one without it.
        if (key === undefined) return [];
        if (seen.has(key)) return [pointer];
        seen.add(key);
        return [];
      });
    }
    case 'count':
      if ('equals' in rule) return size(state, rule.of) === size(state, rule.equals) ? [] : [[rule.of].flat().join()];
      return places(state, rule.each).flatMap(({ pointer, value }) => {
        const named = ids(state, rule.of).filter(({ id }) => id === member(value, rule.by)).length;
        return named === member(value, rule.in) ? [] : [pointer];
      });
    case 'held': {
      const held = idSet(state, rule.by);
      return places(state, rule.at).flatMap(({ pointer, key, value }) =>
        held.has(rule.id === undefined ? key : String(member(value, rule.id))) ? [] : [pointer],
      );
    }
    case 'keyed':
      return places(state, rule.at).flatMap(({ pointer, key, value }) =>
        member(value, rule.by) === key ? [] : [pointer],
      );
    case 'status':
      return Object.entries(model.components).flatMap(([name, { status = '' }]) =>
        places(state, status).flatMap(({ pointer, value }) => {
          const recorded = member(value, 'status');
          const fits = name in live ? recorded === live[name] : recorded !== (rule.active ?? 'active');
          return fits ? [] : [pointer];
        }),
      );
    case 'future':
      return places(state, rule.at).flatMap(({ pointer, value }) =>
        typeof value === 'number' && value > now + (rule.byMoreThan ?? 0) ? [pointer] : [],
      );
  }
}

/** Every violation in `state`; `live` are the components that are registered, with their status. */
export const violations = (state: unknown, model: Model<unknown>, now: number, live: Live = {}): Violation[] =>
  model.integrity.flatMap((rule) =>
    broken(state, rule, model, now, live).map((pointer) => ({
      rule: rule.rule,
      pointer,
      severity: rule.severity ?? 'inconsistency',
    })),
  );
