/** Keeps one value in IndexedDB, durably, and reads it back. */

declare global {
  interface Window {
    keep(value: string): Promise<void>;
    kept(): Promise<unknown>;
  }
}

window.keep = async (value) => {
  const transaction = (await open()).transaction('store', 'readwrite', { durability: 'strict' });
  transaction.objectStore('store').put(value, 'key');
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
};

window.kept = async () => settled((await open()).transaction('store').objectStore('store').get('key'));

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('smoke');
  request.onupgradeneeded = () => request.result.createObjectStore('store');
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export {};
