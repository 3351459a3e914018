// Legend-State with its IndexedDB persistence, rows validated by zod.
//
// As its documentation has it: an observable object of records by id per table, `persistObservable` with
// `ObservablePersistIndexedDB`, which saves the records that have changed; `peek` to read without tracking,
// `assign` for many records, listeners on the one field that they are about. Changes are collected
// (`writeBehind`) in front of its plugin, which also says when they are on disk: it waits for the
// success of its last request, not for the transaction. What is no list of records is one record of its own.

import { batch, observable, when } from '@legendapp/state';
import { configureObservablePersistence, mapPersistences, persistObservable } from '@legendapp/state/persist';
import { ObservablePersistIndexedDB } from '@legendapp/state/persist-plugins/indexeddb';
import { byHand } from './lib/by-hand.js';
import { Confidence, MemoryNodes } from './lib/memory-node.js';
import { restOf, TABLES, tablesOf, whole } from './lib/records.js';
import { writeBehind } from './lib/write-behind.js';

export const name = 'legend-state + zod';

const REST = 'rest';

/** By itself it would make a transaction of each change. Those of a moment are handed over together. */
class Plugin extends ObservablePersistIndexedDB {
  collected = new Map();
  disk = writeBehind(async () => {
    const tables = [...this.collected];
    this.collected.clear();
    await Promise.all(tables.map(([table, { changes, config }]) => super.set(table, changes, config)));
  });

  async set(table, changes, config) {
    if (!this.collected.has(table)) this.collected.set(table, { changes: [], config });
    this.collected.get(table).changes.push(...changes);
    this.disk.touch();
  }
}

async function durable() {
  // A change reaches the plugin a moment after it was made.
  await new Promise((resolve) => setTimeout(resolve));
  await mapPersistences.get(Plugin).persist.disk.flush();
}

export async function open({ state: initial }) {
  const tableNames = [...TABLES, REST];
  configureObservablePersistence({
    pluginLocal: Plugin,
    localOptions: { indexedDB: { databaseName: 'bench-legend-state', version: 1, tableNames } },
  });
  const tables = {};
  for (const table of tableNames) {
    tables[table] = observable({});
    persistObservable(tables[table], { local: table });
    await when(tables[table]._state.isLoadedLocal);
  }
  const { nodes, rest } = tables;
  if (initial) {
    for (const [table, records] of Object.entries(tablesOf(initial))) tables[table].assign(byId(records));
    rest.assign({ [REST]: { ...restOf(initial), id: REST } });
    await durable();
  }

  const confidenceOf = (id) => nodes[id].metadata.confidence;
  const put = (id, confidence) => confidenceOf(id).set(confidence);

  return byHand({
    durability: 'relaxed',
    nodeCount: () => Object.keys(nodes.peek()).length,
    node: (id) => nodes[id].peek(),
    confidence: (id) => nodes.peek()[id]?.metadata.confidence,

    addNodes(added) {
      const parsed = MemoryNodes.safeParse(added);
      if (!parsed.success) return false;
      nodes.assign(byId(parsed.data));
      return true;
    },
    removeNodes: (ids) => remove(nodes, ids),
    setConfidence(id, confidence) {
      if (!Confidence.safeParse(confidence).success) return false;
      put(id, confidence);
      return true;
    },
    plant: put,

    onNodeCount: (listener) =>
      nodes.onChange(({ value }) => listener(Object.keys(value).length), { trackingType: true }),
    onConfidence: (id, listener) => confidenceOf(id).onChange(({ value }) => listener(value)),

    whole() {
      const { id, ...state } = rest[REST].peek();
      return whole(state, Object.fromEntries(TABLES.map((table) => [table, Object.values(tables[table].peek())])));
    },
    forget({ removed, changed, shortTerm, longTerm, connections }) {
      batch(() => {
        remove(nodes, removed);
        for (const { id, connections } of changed) nodes[id].connections.set(connections);
        remove(tables.shortTerm, removed);
        for (const [table, records] of [
          [tables.shortTerm, shortTerm],
          [tables.longTerm, longTerm],
        ]) {
          const before = table.peek();
          for (const record of records) if (before[record.id] !== record) table[record.id].set(record);
        }
        rest[REST].memory.connections.set(new Map(connections));
      });
    },

    durable,
    close: durable,
  });
}

const byId = (records) => Object.fromEntries(records.map((record) => [record.id, record]));

function remove(table, ids) {
  batch(() => {
    for (const id of ids) table[id].delete();
  });
}
