// Redux Toolkit with ajv for validation and redux-persist, on idb-keyval, for storage.
//
// As its documentation has it: slices by `createSlice` with reducers in Immer, nodes as an object by
// id (`createEntityAdapter` would keep a second list of all ids in step), the checks of development
// off, subscribers that compare what they select. ajv compiles the schema of the model, and of it
// the parts that an update brings. redux-persist works through one key per tick and writes a slice
// anew whenever it has changed; `persistor.flush()` is how it saves at once.
//
// redux-persist turns each field of a slice into text and then the slice once more. `serialize: false`
// leaves that to the structured clone, which loses to one JSON text by far; so each slice is one text,
// made by an engine of storage (`lib/write-behind.js` in front of it).

import { configureStore, createSlice } from '@reduxjs/toolkit';
import Ajv from 'ajv/dist/2020.js';
import { assistantModel } from 'holdfast/models/assistant';
import { createStore as createKeyval, get, set } from 'idb-keyval';
import { persistReducer, persistStore } from 'redux-persist';
import { byHand } from './lib/by-hand.js';
import { writeBehind } from './lib/write-behind.js';

export const name = 'redux toolkit + ajv + redux-persist';

const MODEL = 'assistant';
const ajv = new Ajv({ strict: false, allErrors: true }).addSchema(assistantModel.schema, MODEL);
const at = (pointer) => ajv.compile({ $ref: `${MODEL}#${pointer}` });

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
      memory.shortTerm = shortTerm;
      memory.longTerm = longTerm;
      memory.connections = connections;
    },
  },
});
const { added, removed, confidenceSet, forgotten } = slice.actions;
