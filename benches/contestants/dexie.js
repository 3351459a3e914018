// Dexie, which keeps everything on disk and nothing in memory, with zod for validation.
//
// As its documentation has it: a table per list of records, only what is looked up by is indexed,
// `bulkPut` and `bulkDelete` within a transaction, `update` by a key path for one field, `liveQuery` for
// subscribers. What is no list of records is one row of its own. Every answer is a promise, and is
// awaited; live queries tell of several changes at once (`coalesces`).

import { Dexie, liveQuery } from 'dexie';
import { byHand } from './lib/by-hand.js';
import { Confidence, MemoryNodes } from './lib/memory-node.js';
import { restOf, tablesOf, whole } from './lib/records.js';

export const name = 'dexie + zod';

export async function open({ state: initial }) {
  const db = new Dexie('bench-dexie');
  db.version(1).stores({ nodes: 'id', shortTerm: 'id', longTerm: 'id', patterns: 'id', feedbackLoops: 'id', rest: '' });
  const { nodes, shortTerm, longTerm, rest } = db;
  if (initial) {
    await db.transaction('rw', db.tables, async () => {
      for (const [table, records] of Object.entries(tablesOf(initial))) await db.table(table).bulkAdd(records);
      await rest.add(restOf(initial), 'rest');
    });
  } else await db.open();

  const put = (id, confidence) => nodes.update(id, { 'metadata.confidence': confidence });
  const confidence = async (id) => (await nodes.get(id))?.metadata.confidence;

  // What has not resolved yet is not on disk.
  const pending = new Set();
  async function written(write) {
    pending.add(write);
    try {
      return await write;
    } finally {
      pending.delete(write);
    }
  }

  return byHand({
    durability: 'relaxed',
    coalesces: true,
    nodeCount: () => nodes.count(),
    node: (id) => nodes.get(id),
    confidence,

    async addNodes(added) {
      const parsed = MemoryNodes.safeParse(added);
      if (!parsed.success) return false;
      await written(nodes.bulkAdd(parsed.data));
      return true;
    },
    removeNodes: (ids) => written(nodes.bulkDelete(ids)),
    async setConfidence(id, value) {
      if (!Confidence.safeParse(value).success) return false;
      await written(put(id, value));
      return true;
    },
    plant: put,

    onNodeCount: (listener) => changes(() => nodes.count(), listener, pending),
    onConfidence: (id, listener) => changes(() => confidence(id), listener, pending),

    async whole() {
      const tables = {};
      for (const { name } of db.tables) if (name !== 'rest') tables[name] = await db.table(name).toArray();
      return whole(await rest.get('rest'), tables);
    },
    forget: (plan) =>
      written(
        db.transaction('rw', nodes, shortTerm, longTerm, rest, async () => {
          await nodes.bulkDelete(plan.removed);
          await nodes.bulkPut(plan.changed);
          await shortTerm.bulkDelete(plan.removed);
          await shortTerm.bulkPut(plan.shortTerm);
          await longTerm.bulkPut(plan.longTerm);
          await rest.update('rest', { 'memory.connections': new Map(plan.connections) });
        }),
      ),

    durable: () => Promise.all(pending),
    close: () => db.close(),
  });
}

/**
 * `liveQuery` tells the present value first, and a value again that has not changed; subscribers want neither.
 * Until it has told the first, the subscription is `pending`.
 */
function changes(query, listener, pending) {
  let last;
  let first;
  const subscribed = new Promise((resolve) => (first = resolve));
  pending.add(subscribed);
  const subscription = liveQuery(query).subscribe((value) => {
    if (!pending.delete(subscribed) && value !== last) listener(value);
    last = value;
    first();
  });
  return () => subscription.unsubscribe();
}
