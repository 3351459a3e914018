// Redux Toolkit with ajv for validation and redux-persist, on idb-keyval, for storage.
//
// As its documentation has it: `createSlice` with reducers in Immer, nodes as an object by id, the
// checks of development off, subscribers that compare what they select. ajv compiles the schema of
// the model, and of it the parts that an update brings. redux-persist collects changes by itself
// (`throttle`), and `persistor.flush()` saves at once.
//
// By default redux-persist makes a text of each field and then one of all these texts. For speed that is
// off (`serialize: false`), and the storage makes one text of the whole.

import { configureStore, createSlice } from '@reduxjs/toolkit';
import Ajv from 'ajv/dist/2020.js';
import { assistantModel } from 'holdfast/models/assistant';
import { createStore as createKeyval, get, set } from 'idb-keyval';
import { persistReducer, persistStore } from 'redux-persist';
import { byHand } from './lib/by-hand.js';

export const name = 'redux toolkit + ajv + redux-persist';

const MODEL = 'https://model.example/assistant';
const ajv = new Ajv({ strict: false, validateSchema: false }).addSchema(assistantModel.schema, MODEL);
const partOf = (schema) => ajv.compile(schema);
// Only once it is needed: compiling all of the model takes longer than loading a small state.
let isState;
const areNodes = partOf({ type: 'array', items: { $ref: `${MODEL}#/$defs/MemoryNode` } });
const isConfidence = partOf({
  $ref: `${MODEL}#/$defs/MemoryNode/properties/metadata/properties/confidence`,
});

const slice = createSlice({
  name: 'assistant',
  initialState: {},
  reducers: {
    added({ memory }, { payload }) {
      for (const node of payload) memory.nodes[node.id] = node;
    },
    removed({ memory }, { payload }) {
      for (const id of payload) delete memory.nodes[id];
    },
    confidenceSet({ memory }, { payload: { id, confidence } }) {
      memory.nodes[id].metadata.confidence = confidence;
    },
    forgotten({ memory }, { payload: { removed, changed, shortTerm, longTerm, connections } }) {
      for (const id of removed) delete memory.nodes[id];
      for (const node of changed) memory.nodes[node.id] = node;
      Object.assign(memory, { shortTerm, longTerm, connections: Object.fromEntries(connections) });
    },
  },
});
const { added, removed, confidenceSet, forgotten } = slice.actions;

export async function open({ state: initial }) {
  const keyval = createKeyval('bench-redux', 'state');
  let failure;
  const storage = {
    getItem: async (key) => {
      const text = await get(key, keyval);
      return text && JSON.parse(text);
    },
    setItem: (key, value) => set(key, JSON.stringify(value), keyval),
    removeItem: () => {},
  };
  const store = configureStore({
    reducer: persistReducer(
      {
        ...{ key: 'assistant', storage, serialize: false, deserialize: false, throttle: 100 },
        writeFailHandler: (error) => (failure = error),
      },
      slice.reducer,
    ),
    preloadedState: initial && plain(initial),
    middleware: (defaults) => defaults({ serializableCheck: false, immutableCheck: false }),
  });
  const persistor = await new Promise((resolve) => {
    const made = persistStore(store, null, () => resolve(made));
  });

  const nodes = () => store.getState().memory.nodes;
  const put = (id, confidence) => store.dispatch(confidenceSet({ id, confidence }));
  const whole = () => {
    const { _persist, ...state } = store.getState();
    return state;
  };

  async function durable() {
    await persistor.flush();
    if (failure) throw failure;
  }

  return byHand({
    durability: 'relaxed',
    nodeCount: () => Object.keys(nodes()).length,
    node: (id) => nodes()[id],
    confidence: (id) => nodes()[id]?.metadata.confidence,

    addNodes(list) {
      if (!areNodes(list)) return false;
      store.dispatch(added(list));
      return true;
    },
    removeNodes: (ids) => store.dispatch(removed(ids)),
    setConfidence(id, confidence) {
      if (!isConfidence(confidence)) return false;
      put(id, confidence);
      return true;
    },
    plant: put,

    onNodeCount: (listener) => subscribe(store, () => Object.keys(nodes()).length, nodes, listener),
    onConfidence(id, listener) {
      const confidence = () => nodes()[id]?.metadata.confidence;
      return subscribe(store, confidence, confidence, listener);
    },

    whole,
    validate() {
      isState ??= partOf({ $ref: MODEL });
      return isState(whole()) ? 0 : isState.errors.length;
    },
    forget: (plan) => store.dispatch(forgotten(plan)),

    durable,
    async close() {
      await durable();
      persistor.pause();
    },
  });
}

/** Tells `listener` of what `select` returns when it differs; it does not select while `source` is the same. */
function subscribe(store, select, source, listener) {
  let from = source();
  let value = select();
  return store.subscribe(() => {
    const now = source();
    if (now === from) return;
    from = now;
    const selected = select();
    if (selected === value) return;
    value = selected;
    listener(value);
  });
}

function plain(state) {
  const { nodes, connections } = state.memory;
  const memory = { nodes: Object.fromEntries(nodes), connections: Object.fromEntries(connections) };
  return { ...state, memory: { ...state.memory, ...memory } };
}
