// serde-wasm-bindgen in both directions.

import { serde_in, serde_out } from '../../probe/pkg/probe.js';

export const name = 'serde-wasm-bindgen';
export const encodeIn = (value) => serde_in(value);
export const decodeOut = () => serde_out();
