/**
 * What is stored, seen from below: plain IndexedDB behind the back of the package, as a failing disk or a browser that tidies up
 * would treat it. Nothing but a drill has any business here.
 */
import { NAME } from '../state.ts';

/** The package's database of the demo's state. */
const DATABASE = `${NAME}~g1`;

/** How long a deletion may wait for other tabs. */
const PATIENCE_MS = 5000;

export type Shelf = 'journal' | 'snapshots';
export type Key = string | number;

/** The keys of a store, in their order. */
export const keysOf = async (shelf: Shelf): Promise<Key[]> =>
  (await transact(shelf, 'readonly', (store) => store.getAllKeys())) as Key[];

/** Flips one bit in the middle of a stored value. */
export async function flipBit(shelf: Shelf, key: Key): Promise<void> {
  const bytes = (await transact(shelf, 'readonly', (store) => store.get(key))) as Uint8Array;
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 0x10;
  await transact(shelf, 'readwrite', (store) => store.put(bytes, key));
}

/** Takes a stored value away. */
export async function remove(shelf: Shelf, key: Key): Promise<void> {
  await transact(shelf, 'readwrite', (store) => store.delete(key));
}

/** Takes everything away. @throws Error if another tab holds on to it */
export function removeAll(): Promise<void> {
  const request = indexedDB.deleteDatabase(DATABASE);
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    setTimeout(() => reject(new Error('Another tab holds the database open: close it first.')), PATIENCE_MS);
  });
}

async function transact(shelf: Shelf, mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest) {
  const database = await done(indexedDB.open(DATABASE));
  try {
    return await done(act(database.transaction(shelf, mode).objectStore(shelf)));
  } finally {
    // It waits for the transaction.
    database.close();
  }
}

/** What a request gives. */
export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
