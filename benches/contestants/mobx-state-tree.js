// mobx-state-tree, idb-keyval for storage.
//
// As its documentation has it: a model of types, changed in actions, which are also its validation: `is`
// before a change, since in production assignments are not checked. Subscribers are MobX reactions.
// What grows with N in memory is modelled; the rest is `frozen`, as recommended for data that is not
// changed in place, and zod looks at it in W3. Snapshots (`getSnapshot` shares what has not changed)
// are stored as one JSON text, collected (`writeBehind`); that something has changed is told by `onPatch`, since
// `onSnapshot` would make a snapshot after every change.

import { createStore as createKeyval, get, set } from 'idb-keyval';
import { reaction } from 'mobx';
import { getSnapshot, onPatch, types } from 'mobx-state-tree';
import { byHand, zodIssues } from './lib/by-hand.js';
import { writeBehind } from './lib/write-behind.js';

export const name = 'mobx-state-tree + idb-keyval';

const Confidence = types.refinement('Share', types.number, (value) => value >= 0 && value <= 1);
const Count = types.refinement('Count', types.integer, (value) => value >= 0);
const Ids = types.array(types.string);

const Node = types.model('MemoryNode', {
  // No `types.identifier`: a node is in `nodes` and in `shortTerm` or `longTerm`, and an identifier must be unique.
  id: types.string,
  type: types.enumeration(['interaction', 'pattern', 'knowledge', 'feedback', 'design', 'asset']),
  data: types.frozen(),
  connections: Ids,
  metadata: types.model({
    source: types.string,
    confidence: Confidence,
    lastUpdated: types.number,
    tags: Ids,
    importance: Confidence,
    accessCount: Count,
  }),
  createdAt: types.number,
  lastUpdated: types.number,
});
const Nodes = types.array(Node);

const Memory = types
  .model('Memory', {
    nodes: types.map(Node),
    connections: types.map(Ids),
    shortTerm: Nodes,
    longTerm: Nodes,
    lastIndexed: types.number,
  })
  .actions((self) => ({
    add(nodes) {
      for (const node of nodes) self.nodes.set(node.id, node);
    },
    remove(ids) {
      for (const id of ids) self.nodes.delete(id);
    },
    setConfidence(id, confidence) {
      self.nodes.get(id).metadata.confidence = confidence;
    },
    forget({ removed, changed, shortTerm, longTerm, connections }) {
      for (const id of removed) self.nodes.delete(id);
      for (const { id, connections } of changed) self.nodes.get(id).connections = connections;
      self.shortTerm = shortTerm;
      self.longTerm = longTerm;
      self.connections = Object.fromEntries(connections);
    },
  }));

const Root = types.model('Assistant', { memory: Memory, rest: types.frozen() });

export async function open({ state: initial }) {
  const keyval = createKeyval('bench-mobx-state-tree', 'state');
  const root = Root.create(initial ? snapshotOf(initial) : JSON.parse(await get('assistant', keyval)));
  const { memory } = root;
  const { nodes } = memory;
  const disk = writeBehind(() => set('assistant', JSON.stringify(getSnapshot(root)), keyval));
  const stopSaving = onPatch(root, disk.touch);
  if (initial) disk.touch();

  return byHand({
    durability: 'relaxed',
    nodeCount: () => nodes.size,
    node: (id) => nodes.has(id) && getSnapshot(nodes.get(id)),
    confidence: (id) => nodes.get(id)?.metadata.confidence,

    addNodes(added) {
      if (!Nodes.is(added)) return false;
      memory.add(added);
      return true;
    },
    removeNodes: memory.remove,
    setConfidence(id, confidence) {
      if (!Confidence.is(confidence)) return false;
      memory.setConfidence(id, confidence);
      return true;
    },
    plant: memory.setConfidence,

    onNodeCount: (listener) => reaction(() => nodes.size, listener),
    onConfidence: (id, listener) => reaction(() => nodes.get(id)?.metadata.confidence, listener),

    whole: () => ({ ...root.rest, memory: getSnapshot(memory) }),
    validate() {
      const unchecked = { nodes: {}, connections: {}, shortTerm: [], longTerm: [], lastIndexed: 0 };
      return (Memory.is(getSnapshot(memory)) ? 0 : 1) + zodIssues({ ...root.rest, memory: unchecked });
    },
    forget: memory.forget,

    durable: disk.flush,
    async close() {
      stopSaving();
      await disk.flush();
    },
  });
}

function snapshotOf({ memory, ...rest }) {
  const { nodes, connections } = memory;
  const plain = { nodes: Object.fromEntries(nodes), connections: Object.fromEntries(connections) };
  return { memory: { ...memory, ...plain }, rest };
}
