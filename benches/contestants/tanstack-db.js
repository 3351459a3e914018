// TanStack DB with its IndexedDB collections, rows validated by zod.
//
// As its documentation has it: a collection per list of records, with a schema, which it applies itself to
// what is inserted and to the whole of a changed row; many rows in one call; subscribers by `subscribeChanges`
// with a condition on the id. A change is visible at once, and on disk when its transaction `isPersisted`.
// What is no list of records is the one row of a collection of its own.

import { createCollection, createIndexedDB, createTransaction, eq, indexedDBCollectionOptions } from '@tanstack/db';
import { byHand } from './lib/by-hand.js';
import { MemoryNode } from './lib/memory-node.js';
import { restOf, TABLES, tablesOf, whole } from './lib/records.js';

export const name = 'tanstack db + zod';

const REST = 'rest';

export async function open({ state: initial }) {
  const stores = [...TABLES, REST];
  const db = await createIndexedDB({ name: 'bench-tanstack-db', version: 1, stores });
  const collections = {};
  for (const store of stores) {
    const schema = store === 'nodes' ? { schema: MemoryNode } : {};
    const options = { db, name: store, getKey: ({ id }) => id, ...schema };
    collections[store] = createCollection(indexedDBCollectionOptions(options));
  }
  await Promise.all(stores.map((store) => collections[store].preload()));
  const { nodes, shortTerm, longTerm, rest } = collections;

  const pending = new Set();
  function changed({ isPersisted: { promise } }) {
    pending.add(promise);
    promise.then(
      () => pending.delete(promise),
      () => {}, // stays, so that `durable` rejects
    );
  }

  // A transaction of its own per update would be one of IndexedDB each. Changes of the same moment share one,
  // as `pacedMutations` does it.
  let current;
  let timer;
  function commit() {
    clearTimeout(timer);
    current?.commit().catch(() => {}); // `changed` has its promise
    current = undefined;
  }
  function shared(change) {
    if (!current) {
      const mutationFn = ({ transaction }) => nodes.utils.acceptMutations(transaction);
      current = createTransaction({ autoCommit: false, mutationFn });
      changed(current);
      timer = setTimeout(commit, 100);
    }
    current.mutate(change);
  }

  /** The schema refuses by an error. */
  function accepted(change) {
    try {
      shared(change);
      return true;
    } catch {
      return false;
    }
  }

  async function durable() {
    commit();
    await Promise.all(pending);
  }

  if (initial) {
    for (const [table, records] of Object.entries(tablesOf(initial))) {
      if (records.length > 0) changed(collections[table].insert(records));
    }
    changed(rest.insert({ ...restOf(initial), id: REST }));
    await durable();
  }

  return byHand({
    durability: 'relaxed',
    nodeCount: () => nodes.size,
    node: (id) => plain(nodes.get(id)),
    confidence: (id) => nodes.get(id)?.metadata.confidence,

    addNodes: (added) => accepted(() => nodes.insert(added)),
    removeNodes: (ids) => shared(() => nodes.delete(ids)),
    setConfidence: (id, confidence) =>
      accepted(() =>
        nodes.update(id, (draft) => {
          draft.metadata.confidence = confidence;
        }),
      ),

    onNodeCount: (listener) => subscribe(nodes, {}, () => nodes.size, listener),
    onConfidence: (id, listener) =>
      subscribe(nodes, { where: (row) => eq(row.id, id) }, () => nodes.get(id)?.metadata.confidence, listener),

    whole() {
      const { id, ...state } = plain(rest.get(REST));
      return whole(state, Object.fromEntries(TABLES.map((table) => [table, collections[table].toArray])));
    },
    forget(plan) {
      const update = (collection, records) => {
        const after = new Map(records.map((record) => [record.id, record]));
        if (after.size === 0) return;
        changed(
          collection.update([...after.keys()], (drafts) => {
            for (const draft of drafts) draft.connections = after.get(draft.id).connections;
          }),
        );
      };
      const differs = (collection) => (record) => record !== collection.get(record.id);
      changed(nodes.delete(plan.removed));
      update(nodes, plan.changed);
      changed(shortTerm.delete(plan.removed));
      update(shortTerm, plan.shortTerm.filter(differs(shortTerm)));
      update(longTerm, plan.longTerm.filter(differs(longTerm)));
      changed(
        rest.update(REST, (draft) => {
          draft.memory.connections = new Map(plan.connections);
        }),
      );
    },

    durable,
    async close() {
      await durable();
      await Promise.all(stores.map((store) => collections[store].cleanup()));
      db.close();
    },
  });
}

/** Without the fields that a collection adds to the rows it hands out, all named `$...`. */
const plain = (row) => Object.fromEntries(Object.entries(row).filter(([key]) => !key.startsWith('$')));

/** A change is told when it is made and again when it is on disk; subscribers want to know of values that differ. */
function subscribe(collection, options, select, listener) {
  let value = select();
  const subscription = collection.subscribeChanges(() => {
    const now = select();
    if (now === value) return;
    value = now;
    listener(now);
  }, options);
  return () => subscription.unsubscribe();
}
