/** The state as a file, in a database of its own: what a drill leaves to come back from, whatever it finds. */
import { done } from './disk.ts';

const DATABASE = 'holdfast-keepsake';
const STORE = 'files';
const KEY = 'state';

export async function keep(file: Blob): Promise<void> {
  await within('readwrite', (store) => store.put(file, KEY));
}

export async function kept(): Promise<Blob | undefined> {
  return (await within('readonly', (store) => store.get(KEY))) as Blob | undefined;
}

async function within(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const opening = indexedDB.open(DATABASE);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await done(opening);
  try {
    return await done(act(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}
