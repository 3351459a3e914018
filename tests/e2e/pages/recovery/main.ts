/** A state that is backed up, damaged on disk, and loaded again. */
import {
  type BackupInfo,
  createStateSync,
  defineModel,
  type RecoverOptions,
  type StateRecoveryResult,
  type StateSync,
  type StateSyncConfig,
  type SyncEvent,
} from 'holdfast';

/** Two slices, of which one is large. */
export interface Library {
  books: Record<string, { title: string; pages: number }>;
  notes: string[];
}

const object = { type: 'object' } as const;
const definition = {
  name: 'library',
  schema: {
    ...object,
    required: ['books', 'notes'],
    additionalProperties: false,
    properties: {
      books: { ...object, additionalProperties: object },
      notes: { type: 'array', items: { type: 'string' } },
    },
  },
  initial: (): Library => ({ books: {}, notes: [] }),
  components: { Books: { slice: '/books' }, Notes: { slice: '/notes' } },
};
const models = {
  first: defineModel<Library>({ ...definition, version: 1 }),
  /** Every book has to have a shelf. */
  second: defineModel<Library>({
    ...definition,
    version: 2,
    schema: {
      ...definition.schema,
      properties: {
        ...definition.schema.properties,
        books: { ...object, additionalProperties: { ...object, required: ['shelf'] } },
      },
    },
    migrations: {
      2: (state) => {
        const { books, ...rest } = state as Library;
        return {
          ...rest,
          books: Object.fromEntries(Object.entries(books).map(([id, book]) => [id, { ...book, shelf: 'A' }])),
        };
      },
    },
  }),
  /** The same, and nobody thought of the books that there are. */
  careless: defineModel<Library>({
    ...definition,
    version: 2,
    schema: { ...definition.schema, required: ['books', 'notes', 'owner'] },
  }),
};
/** The models of the page. */
export type ModelName = keyof typeof models;

const quiet = { consistencyCheckInterval: 0, validationInterval: 0, optimizationInterval: 0, backupInterval: 0 };

/** What a page finds. */
export interface Found {
  readonly version: number;
  readonly books: number;
  readonly pages: number;
  readonly notes: readonly string[];
  readonly events: readonly { readonly type: string; readonly data: unknown }[];
  readonly lastError: string | undefined;
  readonly pending: number;
}

/** How a recovery went among updates. */
export interface Recovered {
  readonly result: StateRecoveryResult;
  readonly durable: readonly boolean[];
  readonly books: readonly string[];
  readonly notes: readonly string[];
}

let sync: StateSync<Library>;
let events: SyncEvent[] = [];

const recovery = {
  async open(model: ModelName = 'first', config: Partial<StateSyncConfig> = {}): Promise<Found | string> {
    sync = createStateSync<Library>({ name: 'library', model: models[model], config: { ...quiet, ...config } });
    events = [];
    for (const type of ['state_recovered', 'storage_error', 'storage_degraded', 'state_backup_created'] as const)
      sync.on(type, (event) => events.push(event));
    return sync.ready.then(
      () => recovery.found(),
      (error) => `${error.code}: ${error.message}`,
    );
  },

  found(): Found {
    const { books, notes } = sync.getState();
    const pages = Object.values(books).reduce((sum, book) => sum + book.pages, 0);
    return {
      ...{ version: sync.status.version, books: Object.keys(books).length, pages, notes: [...notes] },
      events: events.map(({ type, data }) => ({ type, data })),
      lastError: sync.status.lastError?.code,
      pending: sync.status.pending,
    };
  },

  async add(from: number, count: number): Promise<void> {
    const books = Array.from({ length: count }, (_, at): [string, Library['books'][string]] => [
      `book-${from + at}`,
      { title: `The book number ${from + at}, whose title is as long as titles are`, pages: from + at },
    ]);
    await sync.update({ books: Object.fromEntries(books) }).durable;
  },

  async note(...notes: string[]): Promise<void> {
    await sync.update({ notes }).durable;
  },

  /** Accepts an update and does not wait. */
  noteAndGo(note: string): void {
    sync.update({ notes: [note] }, { durability: 'memory' });
  },

  backup: (label?: string): Promise<BackupInfo> => sync.createStateBackup(label),
  backups: (): Promise<BackupInfo[]> => sync.listBackups(),
  recover: (options?: RecoverOptions): Promise<StateRecoveryResult> => sync.recoverState(options),

  /** Accepts updates in the turn in which it asks for a backup, if any, and for a recovery: some before it and some after. */
  async recoverAmong(
    before: readonly string[],
    options: RecoverOptions | undefined,
    after: readonly string[],
  ): Promise<Recovered> {
    const receipts = before.map((note) => sync.update({ notes: [note] }));
    const recovering = sync.recoverState(options);
    for (const note of after) {
      // Into the other slice, and out of the turn of those before it.
      receipts.push(sync.update({ books: { [note]: { title: note, pages: 1 } } }));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const result = await recovering;
    const durable = await Promise.all(receipts.map(({ durable }) => durable));
    return { result, durable, books: Object.keys(sync.getState().books), notes: [...sync.getState().notes] };
  },

  /** Asks for the version that an update has just made. */
  recoverNewest: (note: string): Promise<StateRecoveryResult> =>
    sync.recoverState({ version: sync.update({ notes: [note] }).version }),

  configure: (config: Partial<StateSyncConfig>): void => sync.updateSyncConfig(config),
  flush: (): Promise<void> => sync.flush(),
  close: (): Promise<void> => sync.close(),

  shelf: (): string | undefined => (Object.values(sync.getState().books)[0] as { shelf?: string } | undefined)?.shelf,

  /** The keys of a store, the newest last. */
  keys: (store: string): Promise<(string | number)[]> =>
    transact(store, 'readonly', (found) => found.getAllKeys()) as Promise<(string | number)[]>,

  /** Changes one bit of a stored value, as rot does; `undefined` takes it away. */
  async rot(store: string, key: string | number, at: number | undefined): Promise<void> {
    if (at === undefined) {
      await transact(store, 'readwrite', (found) => found.delete(key));
      return;
    }
    const bytes = (await transact(store, 'readonly', (found) => found.get(key))) as Uint8Array;
    bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ 0x10;
    await transact(store, 'readwrite', (found) => found.put(bytes, key));
  },

  /** Asks for an update at once, before anything can be loaded. */
  early(note: string): Promise<boolean> {
    sync = createStateSync<Library>({ name: 'library', model: models.first, config: quiet });
    return sync.updateState({ notes: [note] });
  },

  /** Holds the database while somebody wants to delete it: nobody can open it until the connection is closed. */
  async hold(): Promise<{ connection: IDBDatabase; gone: Promise<unknown> }> {
    const opening = indexedDB.open('library~g1');
    const connection = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => resolve(opening.result);
    });
    const deleting = indexedDB.deleteDatabase('library~g1');
    const gone = new Promise((resolve) => {
      deleting.onsuccess = resolve;
    });
    await new Promise((resolve) => {
      deleting.onblocked = resolve;
    });
    return { connection, gone };
  },

  /** Deletes the database. */
  async drop(): Promise<void> {
    const request = indexedDB.deleteDatabase('library~g1');
    await new Promise((resolve, reject) => {
      request.onsuccess = resolve;
      request.onerror = reject;
    });
  },
};

async function transact(
  store: string,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const opening = indexedDB.open('library~g1');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const transaction = database.transaction(store, mode);
  const request = act(transaction.objectStore(store));
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = reject;
  });
  database.close();
  return request.result;
}

declare global {
  interface Window {
    recovery: typeof recovery;
  }
}

window.recovery = recovery;
