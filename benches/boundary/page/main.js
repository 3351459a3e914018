// Measures every encoding with every payload, in both directions; `../run.mjs` prints it.
//
// The encodings take turns within a round, so that a slow moment of the machine meets all.

import { equal } from '../../workloads/lib/check.js';
import init from '../probe/pkg/probe.js';
import * as json from './encodings/json.js';
import * as serde from './encodings/serde.js';
import * as tape from './encodings/tape.js';
import { makePayloads } from './payloads.js';

const ROUNDS = 25;
/** One sample lasts about this long, whatever a single crossing takes. */
const SAMPLE_MS = 8;

const ENCODINGS = [json, serde, tape];

globalThis.measure = async () => {
  await init();
  return Object.entries(makePayloads()).map(([payload, value]) => {
    tape.prepare(value);
    const lanes = ENCODINGS.flatMap((encoding) => {
      encoding.encodeIn(value);
      if (!equal(encoding.decodeOut(), value)) throw new Error(`${encoding.name} changed the ${payload} value`);
      return [
        lane(encoding.name, 'in', () => encoding.encodeIn(value)),
        lane(encoding.name, 'out', encoding.decodeOut, () => encoding.encodeIn(value)),
      ];
    });
    for (let round = 0; round < ROUNDS; round++) for (const each of lanes) each.sample();
    return {
      payload,
      bytes: JSON.stringify(value).length,
      lanes: lanes.map(({ name, direction, samples }) => ({ name, direction, samples })),
    };
  });
};

/** Microseconds per crossing. `prepare` puts the value where `cross` takes it from, untimed. */
function lane(name, direction, cross, prepare = () => {}) {
  const samples = [];
  prepare();
  const until = performance.now() + 150;
  let warm = 0;
  const begun = performance.now();
  while (performance.now() < until || warm < 3) {
    cross();
    warm++;
  }
  const times = Math.max(1, Math.round((SAMPLE_MS * warm) / (performance.now() - begun)));
  return {
    name,
    direction,
    samples,
    sample() {
      prepare();
      const start = performance.now();
      for (let i = 0; i < times; i++) cross();
      samples.push(((performance.now() - start) * 1000) / times);
    },
  };
}
