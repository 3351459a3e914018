// What crosses: assistant-like records, of about 100 bytes, 8 KB and 1 MB of JSON.

import { makeMemoryNode } from '../../data/assistant-state.mjs';
import { seededRandom } from '../../stats.mjs';

export function makePayloads() {
  const random = seededRandom(1);
  const now = Date.now();
  const records = [];
  for (let bytes = 0; bytes < 2 ** 20; bytes += JSON.stringify(records.at(-1)).length + 1) {
    records.push(makeMemoryNode(records.length + 1, random, now));
  }
  const { metadata } = records[0];
  return {
    // One field's worth of an update, as `update({ memory: … })` would bring it.
    '100 B': {
      memory: {
        nodes: {
          [records[0].id]: { metadata: { confidence: metadata.confidence, accessCount: metadata.accessCount } },
        },
      },
    },
    '8 KB': records.slice(0, Math.round((records.length * 8) / 1024)),
    '1 MB': records,
  };
}
