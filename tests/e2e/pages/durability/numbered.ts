/** A state that says by itself which updates are in it: update `n` makes the state that `n` alone determines. */
import { type Change, defineModel } from 'holdfast';

/** The state after `count` updates. */
export interface Numbered {
  count: number;
  /** What each update wrote, under its number. */
  entries: Record<string, string>;
  /** Rewritten now and then, too long for one record. */
  long: string;
}

const LONG_EVERY = 60;

export const model = defineModel<Numbered>({
  name: 'numbered',
  version: 1,
  schema: {
    type: 'object',
    properties: {
      count: { type: 'integer', minimum: 0 },
      entries: { type: 'object', additionalProperties: { type: 'string' } },
      long: { type: 'string' },
    },
    required: ['count', 'entries', 'long'],
    additionalProperties: false,
  },
  initial: () => ({ count: 0, entries: {}, long: '' }),
});

const entry = (n: number): string => `${n}:`.padEnd(8 + ((n * 7919) % 400), 'abcdefg');
const long = (n: number): string => (n < LONG_EVERY ? '' : String(n - (n % LONG_EVERY)).repeat(400_000));

/** Update `n`, in one of the forms that an update may have. */
export function change(n: number): Change<Numbered> {
  const longer = n % LONG_EVERY === 0;
  if (n % 3 === 0)
    return (draft) => {
      draft.count = n;
      draft.entries[n] = entry(n);
      if (longer) draft.long = long(n);
    };
  if (n % 3 === 1)
    return [
      { op: 'test', path: '/count', value: n - 1 },
      { op: 'replace', path: '/count', value: n },
      { op: 'add', path: `/entries/${n}`, value: entry(n) },
      ...(longer ? [{ op: 'replace' as const, path: '/long', value: long(n) }] : []),
    ];
  return { count: n, entries: { [n]: entry(n) }, ...(longer ? { long: long(n) } : {}) };
}

/** What keeps a state from being the one after its `count` updates; nothing if it is. */
export function flaw(state: Numbered, version: number): string | undefined {
  const { count } = state;
  if (version !== count) return `version ${version} of the state after ${count} updates`;
  const names = Object.keys(state.entries);
  if (names.length !== count) return `${names.length} entries after ${count} updates`;
  const wrong = names.findIndex((name, at) => name !== String(at + 1) || state.entries[name] !== entry(at + 1));
  if (wrong >= 0) return `entry ${names[wrong]} in place ${wrong + 1} of ${count}`;
  return state.long === long(count) ? undefined : `the long text is not that of update ${count}`;
}
