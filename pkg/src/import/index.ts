/**
 * `holdfast/import`: takes over what an application kept until now, by zustand's `persist`, redux-persist or `localStorage`.
 *
 * Once, when the database is new: what is read and mapped is the first update, validated like any, and before those of `updateState`
 * that wait. It never touches a state that somebody has changed already. What was there before stays, unless it is to be removed.
 *
 * @module holdfast/import
 */
import { plain } from '../plain.js';
import type { StateSync } from '../sync.js';
import type { Issue } from '../types.js';
import type { ImportSource } from './sources.js';

export {
  fromLocalStorage,
  fromReduxPersist,
  fromZustandPersist,
  type ImportContext,
  type ImportMap,
  type ImportOptions,
  type ImportSource,
  type ImportStorage,
} from './sources.js';

/** What became of an import. */
export interface ImportResult {
  /**
   * - `imported`: it is part of the state, and on disk
   * - `not_found`: there was nothing under any of the keys
   * - `not_new`: the state was changed before, by an earlier import or by somebody, or by another tab meanwhile
   * - `unreadable`: what was there cannot be parsed, or the mapping has thrown: see `error`
   * - `refused`: the result is not valid: see `issues`
   *
   * With all but the first the state is as it was.
   */
  readonly outcome: 'imported' | 'not_found' | 'not_new' | 'unreadable' | 'refused';
  /** Where something was found, the last of them what cannot be read if that is so. */
  readonly keys: readonly string[];
  /** Why it was refused. */
  readonly issues: readonly Issue[];
  /** Why it could not be read. */
  readonly error?: unknown;
}

/** How an import is done. */
export interface ImportOnceOptions {
  /** `true`: what was imported is removed from where it was, when it is on disk here. */
  readonly remove?: boolean;
}

/**
 * Imports into a new database. Call it right after `createStateSync`, at every start: it looks by itself whether there is something to
 * do. Several sources follow each other, each with what the one before made as its `initial`.
 *
 * @returns what became of it; in the history it is an update with source `import`
 * @throws StateSyncError (as a rejection) what `ready` rejects with, or when storage cannot take it
 *
 * @example
 * const sync = createStateSync({ name: 'notes', model });
 * const { outcome, issues } = await importOnce(sync, [
 *   fromZustandPersist('notes-storage', (old: { notes: Note[] }, { initial }) => ({ ...initial, notes: old.notes })),
 * ]);
 * if (outcome === 'refused') report(issues);
 */
export async function importOnce<S>(
  sync: StateSync<S>,
  sources: readonly ImportSource<NoInfer<S>>[],
  { remove = false }: ImportOnceOptions = {},
): Promise<ImportResult> {
  const keys: string[] = [];
  let result: Omit<ImportResult, 'keys'> | undefined;
  await sync.inQueue(async () => {
    result = await attempt(sync, sources, keys);
    return true;
  });
  const { outcome = 'not_found', issues = [], ...rest } = result ?? {};
  if (remove && outcome === 'imported') for (const source of sources) if (keys.includes(source.key)) source.remove();
  return { outcome, keys, issues, ...rest };
}

async function attempt<S>(
  sync: StateSync<S>,
  sources: readonly ImportSource<S>[],
  keys: string[],
): Promise<Omit<ImportResult, 'keys'>> {
  const { version, lastError } = sync.status;
  // What could not be read is no reason to go back to what was before it.
  if (version > 0 || lastError?.code === 'unreadable_data') return { outcome: 'not_new', issues: [] };
  const before = sync.getState();
  let state = plain(before) as S;
  try {
    for (const source of sources) {
      keys.push(source.key);
      const next = source.read(state);
      if (next === undefined) keys.pop();
      else state = next;
    }
  } catch (error) {
    return { outcome: 'unreadable', issues: [], error };
  }
  if (keys.length === 0) return { outcome: 'not_found', issues: [] };
  const label = keys.join(', ');
  // The test fails if another tab was faster: then this is not made on top of what that has done.
  const { accepted, issues, durable } = sync.update(
    [
      { op: 'test', path: '', value: plain(before) },
      { op: 'replace', path: '', value: state },
    ],
    { source: 'import', label: `import of ${label}` },
  );
  if (!accepted) return { outcome: 'refused', issues };
  return { outcome: (await durable) ? 'imported' : 'not_new', issues: [] };
}
