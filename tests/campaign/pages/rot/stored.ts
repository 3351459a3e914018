/** Everything that the engine keeps of one state: taken out, changed as rot changes it, and put back. */

export type Key = number | string | (number | string)[];
export type Store = 'meta' | 'journal' | 'snapshots' | 'quarantine';

/** What happens to one stored record. */
export type Damage = { readonly store: Store; readonly key: Key } & (
  | { readonly kind: 'flip'; readonly at: number; readonly mask: number }
  | { readonly kind: 'truncated'; readonly length: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'swapped'; readonly other: Key }
  | { readonly kind: 'duplicated'; readonly as: Key }
  /** Of another database, whole as it is there; or nothing that the engine ever writes. */
  | { readonly kind: 'foreign'; readonly from: Key }
  | { readonly kind: 'no bytes' }
);

export interface Stored {
  readonly stores: Record<Store, [key: Key, value: unknown][]>;
  /** The part in `localStorage`. */
  readonly mirror: [key: string, value: string][];
}

const STORES: readonly Store[] = ['meta', 'journal', 'snapshots', 'quarantine'];

export async function take(name: string): Promise<Stored> {
  const stores: Stored['stores'] = { meta: [], journal: [], snapshots: [], quarantine: [] };
  await within(name, 'readonly', (transaction) => {
    for (const store of STORES) {
      const request = transaction.objectStore(store).openCursor();
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return;
        stores[store].push([cursor.key as Key, cursor.value]);
        cursor.continue();
      };
    }
  });
  return { stores, mirror: Object.entries({ ...localStorage }).filter(([key]) => key.startsWith(`holdfast:${name}:`)) };
}

/** Puts back what was taken, whatever is there now. */
export async function putBack(name: string, { stores, mirror }: Stored): Promise<void> {
  await within(name, 'readwrite', (transaction) => {
    for (const store of STORES) {
      const records = transaction.objectStore(store);
      records.clear();
      for (const [key, value] of stores[store]) records.put(value, key);
    }
  });
  for (const key of Object.keys({ ...localStorage }))
    if (key.startsWith(`holdfast:${name}:`)) localStorage.removeItem(key);
  for (const [key, value] of mirror) localStorage.setItem(key, value);
}

/** A copy with one damage. @param stranger what another database holds */
export function damaged(stored: Stored, damage: Damage, stranger: Stored): Stored {
  const records = stored.stores[damage.store];
  const find = (key: Key): unknown => contentOf(records, key);
  const is = ([key]: [Key, unknown]): boolean => same(key, damage.key);
  const replaced = (value: unknown) => records.map((entry): [Key, unknown] => (is(entry) ? [entry[0], value] : entry));
  const changed = (): [Key, unknown][] => {
    const value = find(damage.key) as Uint8Array;
    switch (damage.kind) {
      case 'flip': {
        const bytes = value.slice();
        bytes[damage.at] = (bytes[damage.at] as number) ^ damage.mask;
        return replaced(bytes);
      }
      case 'truncated':
        return replaced(value.slice(0, damage.length));
      case 'missing':
        return records.filter((entry) => !is(entry));
      case 'swapped':
        return records.map(([key, old]) => [
          key,
          same(key, damage.key) ? find(damage.other) : same(key, damage.other) ? value : old,
        ]);
      case 'duplicated':
        return [...records.filter(([key]) => !same(key, damage.as)), [damage.as, value]];
      case 'foreign':
        return replaced(contentOf(stranger.stores[damage.store], damage.from));
      case 'no bytes':
        return replaced('text');
    }
  };
  return { ...stored, stores: { ...stored.stores, [damage.store]: changed() } };
}

/** Whether what a damage has touched is still as it was: absent, or the same bytes. */
export function isAs(before: Stored, now: Stored, damage: Damage): boolean {
  const key = damage.kind === 'duplicated' ? damage.as : damage.key;
  const [old, present] = [before, now].map(
    ({ stores }) => stores[damage.store].find((entry) => same(entry[0], key))?.[1],
  );
  return String(old) === String(present);
}

const same = (a: Key, b: Key): boolean => indexedDB.cmp(a, b) === 0;

function contentOf(records: Stored['stores'][Store], key: Key): unknown {
  const found = records.find((entry) => same(entry[0], key));
  if (!found) throw new Error(`there is no record ${key}`);
  return found[1];
}

async function within(name: string, mode: IDBTransactionMode, act: (all: IDBTransaction) => void): Promise<void> {
  const opening = indexedDB.open(`${name}~g1`);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const transaction = database.transaction(STORES, mode);
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  act(transaction);
  await done;
  database.close();
}
