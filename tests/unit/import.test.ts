// @vitest-environment happy-dom
/** `holdfast/import`: what zustand, redux-persist and applications themselves have written becomes the first update, once. */
import { createStateSync, defineModel, type StateSync } from 'holdfast';
import { fromLocalStorage, fromReduxPersist, fromZustandPersist, type ImportSource, importOnce } from 'holdfast/import';
import { createTestStateSync, reloadTestStateSync } from 'holdfast/testing';
import { combineReducers, legacy_createStore } from 'redux';
import { persistReducer, persistStore } from 'redux-persist';
import { afterEach, beforeEach, describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest';
import { createJSONStorage, persist } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import { embeddedModule } from '../../pkg/src/inline/embedded.js';

interface State {
  notes: Map<string, { text: string }>;
  theme: 'light' | 'dark';
}

const model = defineModel<State>({
  name: 'imported',
  version: 1,
  schema: {
    type: 'object',
    required: ['notes', 'theme'],
    additionalProperties: false,
    properties: {
      notes: {
        ...{ type: 'object', 'x-map': true },
        additionalProperties: {
          ...{ type: 'object', required: ['text'], additionalProperties: false },
          properties: { text: { type: 'string' } },
        },
      },
      theme: { enum: ['light', 'dark'] },
    },
  },
  initial: () => ({ notes: new Map(), theme: 'light' }),
});

interface OldNote {
  id: string;
  text: string;
}
const notesOf = (notes: OldNote[]): State['notes'] => new Map(notes.map(({ id, text }) => [id, { text }]));
const old: OldNote[] = [
  { id: 'a', text: 'first' },
  { id: 'b', text: 'ümläut 💾' },
];
const imported = (theme: State['theme'] = 'light'): State => ({ notes: notesOf(old), theme });

beforeEach(() => localStorage.clear());
afterEach(() => void vi.restoreAllMocks());

/** What an application's store has written to `localStorage`. */
function writeWithZustand(version = 0): void {
  const store = createStore(
    persist<{ notes: OldNote[]; add(note: OldNote): void }>(
      (set, get) => ({ notes: [], add: (note) => set({ notes: [...get().notes, note] }) }),
      { name: 'notes-storage', version, storage: createJSONStorage(() => localStorage) },
    ),
  );
  for (const note of old) store.getState().add(note);
}

async function writeWithRedux(): Promise<void> {
  // What `redux-persist/lib/storage` is, which looks for a page when it is loaded.
  const storage = {
    getItem: async (key: string) => localStorage.getItem(key),
    setItem: async (key: string, value: string) => localStorage.setItem(key, value),
    removeItem: async (key: string) => localStorage.removeItem(key),
  };
  type Add = { type: 'add'; note: OldNote };
  const reducer = combineReducers({
    notes: (notes: OldNote[] = [], action: { type: string }) =>
      action.type === 'add' ? [...notes, (action as Add).note] : notes,
    theme: (theme: State['theme'] = 'dark') => theme,
  });
  const store = legacy_createStore(persistReducer({ key: 'root', version: 3, storage }, reducer));
  const persistor = persistStore(store);
  await vi.waitFor(() => expect(persistor.getState().bootstrapped).toBe(true));
  for (const note of old) store.dispatch({ type: 'add', note });
  await persistor.flush();
}

const zustand = (): ImportSource<State> =>
  fromZustandPersist('notes-storage', ({ notes }: { notes: OldNote[] }, { initial }) => ({
    ...initial,
    notes: notesOf(notes),
  }));

/** An application at its start. */
async function starting(name = 'imported'): Promise<StateSync<State>> {
  const sync = createStateSync({ name, model, storage: 'memory', wasm: (await embeddedModule()) as BufferSource });
  onTestFinished(() => sync.close());
  return sync;
}

test.each([0, 4])('what zustand has written, of version %d', async (version) => {
  writeWithZustand(version);
  await using sync = await createTestStateSync({ model });
  const seen: unknown[] = [];
  const result = await importOnce(sync, [
    fromZustandPersist('notes-storage', (state: { notes: OldNote[] }, context) => {
      seen.push(state, context.version);
      expectTypeOf(context.initial).toEqualTypeOf<State>();
      return { ...context.initial, notes: notesOf(state.notes) };
    }),
  ]);
  expect(result).toEqual({ outcome: 'imported', keys: ['notes-storage'], issues: [] });
  expect(seen).toEqual([{ notes: old }, version]);
  expect(sync.getState()).toEqual(imported());
  expect(sync.history()).toMatchObject([{ source: 'import', label: 'import of notes-storage' }]);
});

test('what redux-persist has written, slice by slice', async () => {
  await writeWithRedux();
  await using sync = await createTestStateSync({ model });
  const result = await importOnce(sync, [
    fromReduxPersist('root', (slices: { notes: OldNote[]; theme: State['theme'] }, { version }) => {
      expect([Object.keys(slices), version]).toEqual([['notes', 'theme'], 3]);
      return { notes: notesOf(slices.notes), theme: slices.theme };
    }),
  ]);
  expect(result).toEqual({ outcome: 'imported', keys: ['persist:root'], issues: [] });
  expect(sync.getState()).toEqual(imported('dark'));
});

test('several sources follow each other, as one update', async () => {
  writeWithZustand();
  localStorage.setItem('theme', 'dark');
  await using sync = await createTestStateSync({ model });
  const theme = fromLocalStorage<State>('theme', (theme, { initial }) => ({ ...initial, theme: theme as 'dark' }), {
    parse: (text) => text,
  });
  const absent = fromLocalStorage<State>('absent', () => expect.unreachable());
  const result = await importOnce(sync, [zustand(), theme, absent]);
  expect(result).toEqual({ outcome: 'imported', keys: ['notes-storage', 'theme'], issues: [] });
  expect(sync.getState()).toEqual(imported('dark'));
  expect(sync.status.version).toBe(1);
  expect(sync.undo()).toBe(true);
  expect(sync.getState()).toEqual(model.initial());
});

describe('at the start of an application', () => {
  test('comes before the updates that wait, and is there when the state is ready', async () => {
    writeWithZustand();
    const sync = await starting();
    const result = importOnce(sync, [zustand()]);
    const added = sync.updateState({ notes: new Map([['c', { text: 'new' }]]) });
    await sync.ready;
    expect([...sync.getState().notes.keys()]).toEqual(['a', 'b', 'c']);
    expect((await result).outcome).toBe('imported');
    expect(await added).toBe(true);
  });

  test('happens once: a state that was changed stays as it is', async () => {
    writeWithZustand();
    const first = await createTestStateSync({ model });
    expect((await importOnce(first, [zustand()])).outcome).toBe('imported');
    first.update({ notes: new Map([['a', { text: 'edited' }]]) });
    await using second = await reloadTestStateSync(first);
    const read = vi.spyOn(Storage.prototype, 'getItem');
    expect(await importOnce(second, [zustand()])).toEqual({ outcome: 'not_new', keys: [], issues: [] });
    expect(second.get('/notes/a/text')).toBe('edited');
    expect(read).not.toHaveBeenCalled();
  });

  test('an update that came before it is not overwritten', async () => {
    writeWithZustand();
    const sync = await starting();
    const added = sync.updateState({ theme: 'dark' });
    expect((await importOnce(sync, [zustand()])).outcome).toBe('not_new');
    expect(await added).toBe(true);
    expect(sync.getState()).toEqual({ notes: new Map(), theme: 'dark' });
  });

  test('a load that fails is told', async () => {
    const sync = await starting('fails-to-load');
    const result = importOnce(sync, [zustand()]);
    await sync.close();
    await expect(result).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('changes nothing', () => {
  const cases: [what: string, write: () => void, source: () => ImportSource<State>, expected: object][] = [
    ['when there is nothing', () => {}, zustand, { outcome: 'not_found', keys: [] }],
    [
      'when the text is no JSON',
      () => localStorage.setItem('notes-storage', '{"state":'),
      zustand,
      { outcome: 'unreadable', error: expect.objectContaining({ code: 'unreadable_data' }) },
    ],
    [
      'when another library has written it',
      () => localStorage.setItem('notes-storage', '{"notes":[]}'),
      zustand,
      { outcome: 'unreadable', error: expect.objectContaining({ message: expect.stringContaining('zustand') }) },
    ],
    [
      'when a slice of redux-persist is damaged',
      () => localStorage.setItem('persist:root', '{"notes":"[","_persist":"{}"}'),
      () => fromReduxPersist('root', () => expect.unreachable()),
      { outcome: 'unreadable', error: expect.objectContaining({ code: 'unreadable_data' }) },
    ],
    [
      'when the mapping throws',
      writeWithZustand,
      () =>
        fromZustandPersist('notes-storage', () => {
          throw new TypeError('not as I thought');
        }),
      { outcome: 'unreadable', keys: ['notes-storage'], error: new TypeError('not as I thought') },
    ],
    [
      'when the result is not valid',
      writeWithZustand,
      () => fromZustandPersist('notes-storage', ({ notes }: { notes: never }, { initial }) => ({ ...initial, notes })),
      { outcome: 'refused', keys: ['notes-storage'], issues: [expect.objectContaining({ pointer: '/notes' })] },
    ],
    [
      'when the result cannot be stored',
      writeWithZustand,
      () => fromZustandPersist('notes-storage', (_, { initial }) => ({ ...initial, theme: (() => {}) as never })),
      { outcome: 'refused', issues: [expect.objectContaining({ code: 'value/unsupported', pointer: '/theme' })] },
    ],
  ];
  test.each(cases)('%s', async (_, write, source, expected) => {
    write();
    const before = { ...localStorage };
    await using sync = await createTestStateSync({ model });
    const result = await importOnce(sync, [source()], { remove: true });
    expect(result).toMatchObject(expected);
    expect(sync.getState()).toEqual(model.initial());
    expect(sync.status.version).toBe(0);
    expect({ ...localStorage }).toEqual(before);
  });

  test('when the storage may not be looked at', async () => {
    const forbidden = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    await using sync = await createTestStateSync({ model });
    const storage = { getItem: forbidden, removeItem: forbidden };
    const result = await importOnce(sync, [fromLocalStorage<State>('x', () => expect.unreachable(), { storage })]);
    expect(result).toMatchObject({ outcome: 'unreadable', error: { name: 'SecurityError' } });
  });
});

test('what was imported is removed if that is asked for, and nothing else', async () => {
  writeWithZustand();
  localStorage.setItem('other', '1');
  await using sync = await createTestStateSync({ model });
  await importOnce(sync, [zustand()], { remove: true });
  expect(localStorage.getItem('notes-storage')).toBeNull();
  expect(localStorage.getItem('other')).toBe('1');
});
