// TinyBase 10 with its IndexedDB persister, rows validated by zod.
//
// As its documentation has it: nested records are flattened into the cells of tables, what
// is no table is a value; many rows are set in one transaction; a listener is put on the
// one cell or count that it is about. Ranges (a confidence of 0..1) cannot be expressed in
// a TinyBase schema, so zod checks what an update brings, and a second, weaker check by a
// `TablesSchema` is left out: it would only cost time.
//
// `startAutoSave` would save the whole store after each transaction, so saving is collected
// (`writeBehind`) and `persister.save()` called as documented for manual saving.

import { createStore } from 'tinybase';
import { createIndexedDbPersister } from 'tinybase/persisters/persister-indexed-db';
import { z } from 'zod';
import { byHand } from './lib/by-hand.js';
import { Confidence, MemoryNode } from './lib/memory-node.js';
import { writeBehind } from './lib/write-behind.js';

const NODES = 'memory.nodes';

const { metadata, ...top } = MemoryNode.shape;
const { lastUpdated: metadataLastUpdated, ...rest } = metadata.shape;
const Rows = z.array(z.object({ ...top, ...rest, metadataLastUpdated }));

export const name = 'tinybase';

export async function open({ state: initial }) {
  const store = createStore();
  const persister = createIndexedDbPersister(store, 'bench-tinybase', undefined, (error) => console.error(error));
  const disk = writeBehind(() => persister.save());
  if (initial) store.setContent(contentOf(initial));
  else await persister.load();
  store.addDidFinishTransactionListener(disk.touch);
  disk.touch();

  const put = (id, confidence) => store.setCell(NODES, id, 'confidence', confidence);

  return byHand({
    durability: 'relaxed',
    nodeCount: () => store.getRowCount(NODES),
    node: (id) => fromRow(store.getRow(NODES, id)),
    confidence: (id) => store.getCell(NODES, id, 'confidence'),

    addNodes(added) {
      const rows = Rows.safeParse(added.map(toRow));
      if (!rows.success) return false;
      store.transaction(() => {
        for (const row of rows.data) store.setRow(NODES, row.id, row);
      });
      return true;
    },

    removeNodes(ids) {
      store.transaction(() => {
        for (const id of ids) store.delRow(NODES, id);
      });
    },

    setConfidence(id, confidence) {
      if (!Confidence.safeParse(confidence).success) return false;
      put(id, confidence);
      return true;
    },
    plant: put,

    onNodeCount: (listener) =>
      off(
        store,
        store.addRowCountListener(NODES, (_store, _table, count) => listener(count)),
      ),
    onConfidence: (id, listener) =>
      off(
        store,
        store.addCellListener(NODES, id, 'confidence', (_store, _table, _row, _cell, now, before) =>
          listener(now, before),
        ),
      ),

    whole: () => stateOf(store),
    forget({ removed, changed, shortTerm, longTerm, connections }) {
      store.transaction(() => {
        for (const id of removed) {
          store.delRow(NODES, id);
          store.delRow('memory.shortTerm', id);
        }
        for (const node of changed) store.setCell(NODES, node.id, 'connections', node.connections);
        for (const [table, list] of Object.entries({ shortTerm, longTerm })) {
          for (const node of list) store.setCell(`memory.${table}`, node.id, 'connections', node.connections);
        }
        store.setValue('memory.connections', Object.fromEntries(connections));
      });
    },

    durable: disk.flush,
    async close() {
      await disk.flush();
      await persister.destroy();
    },
  });
}

const off = (store, listenerId) => () => store.delListener(listenerId);

function toRow({ metadata: { lastUpdated: metadataLastUpdated, ...rest }, ...node }) {
  return { ...node, ...rest, metadataLastUpdated };
}

function fromRow({ source, confidence, metadataLastUpdated: lastUpdated, tags, importance, accessCount, ...node }) {
  return { ...node, metadata: { source, confidence, lastUpdated, tags, importance, accessCount } };
}

/** Lists of records become tables of their top-level fields, everything else a value per field. */
function contentOf(state) {
  const tables = {};
  const values = {};
  for (const [slice, fields] of Object.entries(state)) {
    for (const [field, value] of Object.entries(fields)) {
      const key = `${slice}.${field}`;
      if (key === NODES) tables[key] = Object.fromEntries([...value].map(([id, node]) => [id, toRow(node)]));
      else if (value instanceof Map) values[key] = Object.fromEntries(value);
      else if (Array.isArray(value) && value[0]?.id !== undefined)
        tables[key] = Object.fromEntries(value.map((record) => [record.id, record]));
      else values[key] = value;
    }
  }
  return [tables, values];
}

/** The other way round. A list that is empty has neither table nor value. */
function stateOf(store) {
  const state = {};
  const put = (key, value) => {
    const [slice, field] = key.split('.');
    state[slice] ??= {};
    state[slice][field] = value;
  };
  for (const [key, value] of Object.entries(store.getValues())) put(key, value);
  for (const [key, table] of Object.entries(store.getTables())) {
    if (key === NODES) put(key, new Map(Object.entries(table).map(([id, row]) => [id, fromRow(row)])));
    else put(key, Object.values(table));
  }
  return state;
}
