/** The states that the benchmarks run on: valid, consistent, reproducible, and of the size they are meant to have. */
import { expect, test } from 'vitest';
import { jsonBytes, makeAssistantState, makeMemoryNode } from '../../benches/data/assistant-state.mjs';
import { assistantModel, initialAssistantState } from '../../pkg/src/models/assistant.js';
import { judge, plain } from './lib/assistant-judge.js';
import { violations } from './lib/integrity-oracle.js';
import { optimise } from './lib/retention-oracle.js';

const NOW = 1_750_000_000_000;
const DAY_MS = 86_400_000;

test.each([0, 1, 7, 100, 1000])('states of %i nodes are valid and consistent but for the number of algorithms', (n) => {
  const state = makeAssistantState(n, { seed: n, now: NOW });
  expect(judge(state)).toBe(true);
  const found = violations(state, assistantModel, NOW);
  expect(found.filter(({ severity }) => severity !== 'warning')).toEqual([]);
  expect(found.map(({ pointer }) => pointer)).toEqual(n < 10 ? [] : ['/learning/patterns']);
  expect(optimise(state, assistantModel, NOW)).toMatchObject({ 'short-term': 0, nodes: 0, patterns: 0 });
});

test('states start from the initial state', () => {
  const initial = initialAssistantState(NOW);
  initial.system.status = 'ready';
  expect(makeAssistantState(0, { now: NOW })).toEqual(initial);
  expect(JSON.stringify(makeAssistantState(0, { now: NOW }))).toBe(JSON.stringify(initial));
});

test('states are the same for the same seed and time, and others for another seed', () => {
  const state = makeAssistantState(200, { seed: 5, now: NOW });
  expect(makeAssistantState(200, { seed: 5, now: NOW })).toEqual(state);
  expect(makeAssistantState(200, { seed: 6, now: NOW })).not.toEqual(state);
});

test('states hold each node in a copy of its own, half of them in each memory', () => {
  const { memory, learning } = makeAssistantState(1000, { now: NOW });
  expect([memory.nodes.size, memory.shortTerm.length, memory.longTerm.length]).toEqual([1000, 500, 500]);
  expect(learning.patterns.length + learning.feedbackLoops.length).toBe(100);
  for (const held of [...memory.shortTerm, ...memory.longTerm]) {
    const node = memory.nodes.get(held.id);
    expect(held).toEqual(node);
    expect(held).not.toBe(node);
    expect(held.metadata.tags).not.toBe(node?.metadata.tags);
  }
  expect([...memory.nodes.keys()].slice(0, 2)).toEqual(['node-000000', 'node-000001']);
});

test('states let the asked-for share of short-term memory be expired', () => {
  for (const expired of [0, 0.25, 0.5, 1]) {
    const { shortTerm } = makeAssistantState(1000, { now: NOW, expired }).memory;
    expect(shortTerm.filter(({ createdAt }) => createdAt < NOW - DAY_MS)).toHaveLength(500 * expired);
  }
});

test('a new node goes with a state that exists', () => {
  const state = makeAssistantState(100, { now: NOW });
  for (let i = 100; i < 200; i++) {
    const node = makeMemoryNode(i, Math.random, NOW, { existing: 100 });
    state.memory.nodes.set(node.id, node);
    state.memory.shortTerm.push(node);
  }
  expect(judge(state)).toBe(true);
  expect(violations(state, assistantModel, NOW).every(({ severity }) => severity === 'warning')).toBe(true);
});

test('states have about 500 bytes of JSON per node, and 100,000 with 1,000 more fit in 50 MiB', () => {
  expect(jsonBytes({ a: new Map([['k', ['é"\n', -0, 1.5, null, true]]]), b: undefined })).toBe(
    Buffer.byteLength('{"a":{"k":["é\\"\\n",0,1.5,null,true]}}'),
  );
  const small = makeAssistantState(1000, { now: NOW });
  expect(jsonBytes(small)).toBe(JSON.stringify(plain(small)).length);
  const bytes = jsonBytes(makeAssistantState(100_000, { now: NOW }));
  expect(bytes / 100_000).toBeGreaterThan(480);
  expect(bytes + 1000 * 520).toBeLessThan(52_428_800);
}, 60_000);
