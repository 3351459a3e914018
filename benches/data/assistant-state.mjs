/**
 * Assistant states of any size, for benchmarks and tests: valid, consistent, and the same again for the same seed and
 * time. For Node and for browsers.
 *
 * With n memory nodes: n entries in `memory.nodes`, a copy of each in `shortTerm` or `longTerm` (half each), and a
 * tenth of n patterns and feedback loops together. About 500 bytes of JSON per n; 480 of them are what the model
 * requires of two nodes with ids of 11 characters, so what the fields hold is kept short: at n = 100,000 the state
 * must stay under 50 MiB, with room for some thousands of nodes more.
 *
 *     node benches/data/assistant-state.mjs 100000      prints the size (after `npm run build`)
 *
 * @typedef {import('holdfast/models/assistant').AssistantState} AssistantState
 * @typedef {import('holdfast/models/assistant').MemoryNode} MemoryNode
 * @typedef {import('holdfast/models/assistant').Pattern} Pattern
 * @typedef {import('holdfast/models/assistant').FeedbackLoop} FeedbackLoop
 * @typedef {() => number} Random a number from 0 to below 1
 */
import { initialAssistantState } from 'holdfast/models/assistant';
import { seededRandom } from '../stats.mjs';

import { jsonBytes } from './json-size.mjs';

export { jsonBytes };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Ids as an application might make them, the same length up to a million. */
const id = (/** @type {string} */ kind, /** @type {number} */ i) => `${kind}-${String(i).padStart(6, '0')}`;

/** @type {(random: Random, below: number) => number} */
const integer = (random, below) => Math.floor(random() * below);

/** @type {<T>(random: Random, values: readonly T[]) => T} */
const pick = (random, values) => /** @type {any} */ (values[integer(random, values.length)]);

/** A share with one decimal from 0.2 to 0.9: far enough from where retention drops things. @type {(random: Random) => number} */
const share = (random) => (2 + integer(random, 8)) / 10;

/** @type {readonly MemoryNode['type'][]} */
const NODE_TYPES = ['interaction', 'pattern', 'knowledge', 'feedback', 'design', 'asset'];
const SOURCES = ['ui', 'api', 'bot', 'app'];

/**
 * Makes one memory node, `node-000123` for 123.
 *
 * @param {number} i its number
 * @param {Random} random
 * @param {number} now Unix milliseconds
 * @param {object} [options]
 * @param {number} [options.existing] connections go to nodes with numbers below this; unless given, below `i`
 * @param {number} [options.minAge] how long ago it was created at least, milliseconds
 * @param {number} [options.maxAge] and at most
 * @returns {MemoryNode}
 */
export function makeMemoryNode(i, random, now, { existing = i, minAge = 0, maxAge = 12 * HOUR_MS } = {}) {
  const createdAt = now - minAge - integer(random, maxAge - minAge);
  return {
    id: id('node', i),
    type: pick(random, NODE_TYPES),
    data: random() < 0.5 ? { v: integer(random, 10) } : integer(random, 10),
    connections: existing > 0 && random() < 1 / 8 ? [id('node', integer(random, existing))] : [],
    metadata: {
      source: pick(random, SOURCES),
      confidence: share(random),
      // Most metadata was never touched since.
      lastUpdated: random() < 1 / 16 ? createdAt : 0,
      tags: random() < 1 / 16 ? ['ui'] : [],
      importance: share(random),
      accessCount: integer(random, 12),
    },
    createdAt,
    lastUpdated: createdAt + integer(random, now - createdAt),
  };
}

/** @type {(node: MemoryNode) => MemoryNode} */
const copyNode = (node) => ({
  ...node,
  data: typeof node.data === 'object' ? { ...node.data } : node.data,
  connections: [...node.connections],
  metadata: { ...node.metadata, tags: [...node.metadata.tags] },
});

/** @type {(i: number, random: Random, now: number) => Pattern} */
function makePattern(i, random, now) {
  return {
    id: id('pattern', i),
    type: pick(random, ['sequence', 'cluster', 'trend']),
    data: { v: integer(random, 10) },
    confidence: share(random),
    occurrences: 1 + integer(random, 99),
    lastSeen: now - integer(random, 30 * DAY_MS),
    sources: [pick(random, SOURCES)],
    features: i % 4 ? [] : [{ name: 'hour', value: integer(random, 24), weight: share(random), type: 'temporal' }],
    similarity:
      i % 4 === 1
        ? [{ patternId: id('pattern', integer(random, i)), similarity: share(random), method: 'cosine' }]
        : [],
    prediction: { confidence: share(random), timeframe: 60, factors: [] },
    validation: {
      accuracy: share(random),
      precision: share(random),
      recall: share(random),
      f1Score: share(random),
      testCases: integer(random, 100),
    },
  };
}

/** @type {(i: number, random: Random, now: number, patterns: number) => FeedbackLoop} */
function makeFeedbackLoop(i, random, now, patterns) {
  return {
    id: id('loop', i),
    type: pick(random, ['user', 'system', 'correction']),
    data: { v: integer(random, 10) },
    processed: random() < 0.5,
    timestamp: now - integer(random, 6 * DAY_MS),
    priority: pick(random, ['low', 'medium', 'high', 'critical']),
    source: pick(random, SOURCES),
    target: 'memory',
    impact: {
      learningRate: share(random),
      confidenceChange: share(random),
      patternUpdates: patterns > 0 && random() < 0.5 ? [id('pattern', integer(random, patterns))] : [],
      knowledgeUpdates: [],
    },
    action: { type: 'none', parameters: {}, executed: false },
  };
}

/**
 * Makes a state with `n` memory nodes, `node-000000` to n - 1; the even ones are in short-term memory.
 *
 * @param {number} n
 * @param {object} [options]
 * @param {number} [options.seed] another seed gives another state
 * @param {number} [options.now] the time it is made for, Unix milliseconds; nothing in it is later
 * @param {number} [options.expired] which share of short-term memory is old enough to be dropped; 0 unless given
 * @returns {AssistantState}
 */
export function makeAssistantState(n, { seed = 1, now = Date.now(), expired = 0 } = {}) {
  const random = seededRandom(seed);
  const state = initialAssistantState(now);
  state.system.status = 'ready';

  const { nodes, connections, shortTerm, longTerm } = state.memory;
  for (let i = 0; i < n; i++) {
    const isShort = i % 2 === 0;
    // Bresenham's line: the expired are spread evenly, and as many as asked for.
    const isOld = !isShort || Math.floor((i / 2 + 1) * expired) > Math.floor((i / 2) * expired);
    const node = makeMemoryNode(i, random, now, isOld ? { minAge: 25 * HOUR_MS, maxAge: 30 * DAY_MS } : {});
    nodes.set(node.id, node);
    (isShort ? shortTerm : longTerm).push(copyNode(node));
    if (node.connections.length > 0) connections.set(node.id, [...node.connections]);
  }

  const patterns = Math.round(n / 20);
  for (let i = 0; i < patterns; i++) {
    state.learning.patterns.push(makePattern(i, random, now));
    state.learning.feedbackLoops.push(makeFeedbackLoop(i, random, now, patterns));
  }
  return state;
}

// Run, not imported. No import of node:url, which browsers do not have.
const { argv } = globalThis.process ?? {};
if (argv?.[1] && import.meta.url === new URL(`file://${argv[1]}`).href) {
  const n = Number(argv[2] ?? 100_000);
  const bytes = jsonBytes(makeAssistantState(n));
  console.log(`n ${n}: ${bytes} bytes of JSON, ${(bytes / n).toFixed(1)} per n, limit 52428800`);
}
