// JSON text in both directions.

import { json_in, json_out } from '../../probe/pkg/probe.js';

export const name = 'JSON text';
export const encodeIn = (value) => json_in(JSON.stringify(value));
export const decodeOut = () => JSON.parse(json_out());
