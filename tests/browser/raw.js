/** What lies on disk, past the engine: the browser's own calls on the databases that the engine makes. */

/** The entries of a store as `[key, value]`, in the order of their keys. */
export async function entries(name, store) {
  return inStore(name, store, 'readonly', async (records) => {
    const [keys, values] = await Promise.all([settled(records.getAllKeys()), settled(records.getAll())]);
    return keys.map((key, at) => [key, values[at]]);
  });
}

/** Writes a value, whatever was there. */
export async function put(name, store, key, value) {
  await inStore(name, store, 'readwrite', (records) => settled(records.put(value, key)));
}

export async function remove(name, store, key) {
  await inStore(name, store, 'readwrite', (records) => settled(records.delete(key)));
}

/** Deletes the database; rejects when a connection that is never closed stands in the way. One that closes just now may. */
export async function drop(name) {
  const request = indexedDB.deleteDatabase(fullName(name));
  await new Promise((resolve, reject) => {
    request.onsuccess = resolve;
    request.onerror = () => reject(request.error);
    request.onblocked = () => setTimeout(() => reject(new Error(`somebody still holds ${name}`)), 2000);
  });
}

async function inStore(name, store, mode, work) {
  const database = await settled(indexedDB.open(fullName(name)));
  try {
    const transaction = database.transaction(store, mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    const result = await work(transaction.objectStore(store));
    await done;
    return result;
  } finally {
    database.close();
  }
}

function fullName(name) {
  return `${name}~g1`;
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** A promise that nobody settles fails its test, not the whole run. */
export function within(promise, seconds) {
  const late = Object.assign(new Error(`no answer after ${seconds} s`), { code: 'no answer' });
  let timer;
  const end = new Promise((_, reject) => {
    timer = setTimeout(() => reject(late), seconds * 1000);
  });
  return Promise.race([promise, end]).finally(() => clearTimeout(timer));
}
