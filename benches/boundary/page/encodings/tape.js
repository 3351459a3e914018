// Holdfast's tape in both directions, with the encoder and decoder that it ships.

import { Decoder } from '../../../../pkg/dist/tape/decode.js';
import { Encoder } from '../../../../pkg/dist/tape/encode.js';
import { tape_in, tape_names, tape_out } from '../../probe/pkg/probe.js';

export const name = 'tape';

let encoder;
let decoder;

/** What a model's schema does: names the members that records have. */
export function prepare(value) {
  const names = [...namesIn(value, new Set())];
  tape_names(names);
  encoder = new Encoder(new Map(names.map((name, id) => [name, id])));
  // Every value comes as bytes: no container is left with the engine.
  decoder = new Decoder(names, () => undefined);
}

export function encodeIn(value) {
  encoder.reset().value(value);
  tape_in(encoder.bytes.subarray(0, encoder.length));
}

export const decodeOut = () => decoder.open(tape_out()).value();

function namesIn(value, names) {
  if (typeof value !== 'object' || value === null) return names;
  if (!Array.isArray(value)) for (const name of Object.keys(value)) names.add(name);
  for (const item of Object.values(value)) namesIn(item, names);
  return names;
}
