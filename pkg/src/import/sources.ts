/**
 * Where states of before are read from, each in the layout of the library that wrote it.
 *
 * Storages that answer at once only, since what is imported has to come before the first update.
 */
import { StateSyncError } from '../errors.js';

/** `localStorage`, `sessionStorage`, or what stands in for them. */
export interface ImportStorage {
  /** The text of a key; `null` if there is none. */
  getItem(key: string): string | null;
  /** Removes a key. */
  removeItem(key: string): void;
}

/** How a source is read. */
export interface ImportOptions {
  /** Where it is; `localStorage` if not given. */
  readonly storage?: ImportStorage;
  /** What turns the text into values, if it is not `JSON.parse`: `(text) => superjson.parse(text)`. */
  readonly parse?: (text: string) => unknown;
}

/** What a mapping is told beside what was found. */
export interface ImportContext<S> {
  /** The state that the model begins with: a copy, which may be changed and returned. */
  readonly initial: S;
  /** The version that the library wrote down; `undefined` if it does not. */
  readonly version: number | undefined;
}

/**
 * Makes the new state of the old one. The first parameter is `unknown`, and may be declared as the type that the old state had.
 */
// Read off a method, whose parameters TypeScript compares both ways.
export type ImportMap<S> = {
  /** @returns the new state */
  map(old: unknown, context: ImportContext<S>): S;
}['map'];

/** Something to import from: made by one of the functions here. */
export interface ImportSource<S> {
  /** Under which it was found. */
  readonly key: string;
  /** The new state; `undefined` if there is nothing to import. @throws StateSyncError `unreadable_data`, and what the mapping throws */
  read(initial: S): S | undefined;
  /** Removes what was read. */
  remove(): void;
}

/**
 * What zustand's middleware `persist` has written under its `name`.
 *
 * @example
 * fromZustandPersist<State>('notes-storage', (old: { notes: Note[] }, { initial }) => ({ ...initial, notes: old.notes }));
 */
export function fromZustandPersist<S>(key: string, map: ImportMap<S>, options?: ImportOptions): ImportSource<S> {
  return source(key, options, (value, initial) => {
    const { state, version } = members(value, key);
    if (state === undefined) throw notWrittenBy('zustand', key);
    return map(state, { initial, version: version as number | undefined });
  });
}

/**
 * What redux-persist has written under its `key`, which it keeps as `persist:KEY`. Transforms that were configured are not undone:
 * the mapping gets what they have written.
 *
 * @example
 * fromReduxPersist<State>('root', (old: { notes: Note[]; theme: string }, { initial }) => ({ ...initial, ...old }));
 */
export function fromReduxPersist<S>(key: string, map: ImportMap<S>, options: ImportOptions = {}): ImportSource<S> {
  const { parse = JSON.parse } = options;
  return source(`persist:${key}`, options, (value, initial) => {
    // Each slice is text of its own, unless `serialize` was false.
    const slices = Object.entries(members(value, key)).map(([name, slice]) => [
      name,
      typeof slice === 'string' ? parsed(parse, slice, `persist:${key}`) : slice,
    ]);
    const { _persist, ...old } = Object.fromEntries(slices) as Record<string, unknown>;
    if (_persist === undefined) throw notWrittenBy('redux-persist', key);
    const { version } = _persist as { version?: number };
    return map(old, { initial, version });
  });
}

/**
 * What an application has written itself: JSON text, or what the option `parse` makes of it.
 *
 * @example
 * fromLocalStorage<State>('theme', (theme: 'light' | 'dark', { initial }) => ({ ...initial, theme }), { parse: (text) => text });
 */
export function fromLocalStorage<S>(key: string, map: ImportMap<S>, options?: ImportOptions): ImportSource<S> {
  return source(key, options, (value, initial) => map(value, { initial, version: undefined }));
}

function source<S>(
  key: string,
  { storage, parse = JSON.parse }: ImportOptions = {},
  map: (value: unknown, initial: S) => S,
): ImportSource<S> {
  // Not before it is needed: there is none on a server, and a browser may forbid to look.
  const place = (): ImportStorage | undefined => storage ?? globalThis.localStorage;
  return {
    key,
    read(initial) {
      const text = place()?.getItem(key) ?? undefined;
      return text === undefined ? undefined : map(parsed(parse, text, key), initial);
    },
    remove: () => place()?.removeItem(key),
  };
}

function parsed(parse: (text: string) => unknown, text: string, key: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new StateSyncError(
      'unreadable_data',
      `What is stored under ${JSON.stringify(key)} cannot be parsed: ${cause}`,
      {
        cause,
      },
    );
  }
}

function members(value: unknown, key: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw new StateSyncError('unreadable_data', `What is stored under ${JSON.stringify(key)} is no object.`);
}

function notWrittenBy(library: string, key: string): StateSyncError {
  return new StateSyncError(
    'unreadable_data',
    `What is stored under ${JSON.stringify(key)} was not written by ${library}.`,
  );
}
