// zustand 5 with zod 4 for validation and idb-keyval for storage.
//
// As its documentation has it: the vanilla store with `subscribeWithSelector`, a `Map` that
// is copied to be changed, and `persist` with a custom storage. For speed: writes are
// collected (`writeBehind`), the state is stored as one JSON string (twice as fast as the
// structured clone of the object), and only the two `Map`s are converted for it, without a
// replacer function.

import { createStore as createKeyval, get, set } from 'idb-keyval';
import { persist, subscribeWithSelector } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import { byHand } from './lib/by-hand.js';
import { Confidence, MemoryNodes } from './lib/memory-node.js';
import { writeBehind } from './lib/write-behind.js';

const STORE = 'assistant';

export async function open({ state: initial }) {
  const keyval = createKeyval('bench-zustand', 'state');
  let latest;
  const disk = writeBehind(() => set(STORE, toText(latest), keyval));
  const storage = {
    getItem: async (name) => fromText(await get(name, keyval)),
    setItem: (_name, value) => {
      latest = value;
      disk.touch();
    },
    removeItem: () => {},
  };
  const store = createStore(
    subscribeWithSelector(persist(() => initial ?? {}, { name: STORE, storage, skipHydration: true })),
  );
  if (initial) store.setState({});
  else await store.persist.rehydrate();

  const nodesOf = (state) => state.memory.nodes;
  const nodes = () => nodesOf(store.getState());
  const setNodes = (changed) => store.setState(({ memory }) => ({ memory: { ...memory, nodes: changed } }));

  function put(id, confidence) {
    const node = nodes().get(id);
    setNodes(new Map(nodes()).set(id, { ...node, metadata: { ...node.metadata, confidence } }));
  }

  return byHand({
    durability: 'relaxed',
    nodeCount: () => nodes().size,
    node: (id) => nodes().get(id),
    confidence: (id) => nodes().get(id)?.metadata.confidence,

    addNodes(added) {
      const parsed = MemoryNodes.safeParse(added);
      if (!parsed.success) return false;
      const changed = new Map(nodes());
      for (const node of parsed.data) changed.set(node.id, node);
      setNodes(changed);
      return true;
    },

    removeNodes(ids) {
      const changed = new Map(nodes());
      for (const id of ids) changed.delete(id);
      setNodes(changed);
    },

    setConfidence(id, confidence) {
      if (!Confidence.safeParse(confidence).success) return false;
      put(id, confidence);
      return true;
    },
    plant: put,

    onNodeCount: (listener) => store.subscribe((state) => nodesOf(state).size, listener),
    onConfidence: (id, listener) => store.subscribe((state) => nodesOf(state).get(id)?.metadata.confidence, listener),

    whole: store.getState,
    forget({ removed, changed, shortTerm, longTerm, connections }) {
      const kept = new Map(nodes());
      for (const id of removed) kept.delete(id);
      for (const node of changed) kept.set(node.id, node);
      store.setState(({ memory }) => ({
        memory: { ...memory, nodes: kept, shortTerm, longTerm, connections: new Map(connections) },
      }));
    },

    durable: disk.flush,
    close: disk.flush,
  });
}

export const name = 'zustand + zod + idb-keyval';

function toText({ state, version }) {
  const memory = { ...state.memory, nodes: [...state.memory.nodes], connections: [...state.memory.connections] };
  return JSON.stringify({ state: { ...state, memory }, version });
}

function fromText(text) {
  const value = JSON.parse(text);
  const { memory } = value.state;
  memory.nodes = new Map(memory.nodes);
  memory.connections = new Map(memory.connections);
  return value;
}
