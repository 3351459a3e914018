// What an application has to write itself where its library has no notion of it: validation of
// everything, a check for consistency, and retention. Written once, for every peer the same.
//
// A peer hands over `whole()`, its state in the shape of the assistant model (`Map`s or plain
// objects, as it keeps them), and applies the outcome in its own way (`forget`).

import { assistantModel } from 'holdfast/models/assistant';
import { z } from 'zod';
import { MemoryNode } from './memory-node.js';

const FUTURE_MS = 5 * 60_000;

/** Adds to a contestant what it does not bring itself. */
export function byHand(contestant) {
  const { whole, forget } = contestant;
  return {
    validate: async () => zodIssues(await whole()),
    consistency: async () => consistencyIssues(await whole()),
    async dropExpired(before) {
      const plan = forgetting(await whole(), before);
      await forget(plan);
      return plan.removed.length;
    },
    ...contestant,
  };
}

const entriesOf = (dictionary) => (dictionary instanceof Map ? dictionary : Object.entries(dictionary));
const sizeOf = (dictionary) => dictionary.size ?? Object.keys(dictionary).length;

// The two that may be `Map`s, beside the rest.
const Nodes = z.union([z.map(z.string(), MemoryNode), z.record(z.string(), MemoryNode)]);
const Connections = z.union([z.map(z.string(), z.array(z.string())), z.record(z.string(), z.array(z.string()))]);
let Rest;

/** How much of a whole state is not as the model has it. */
export function zodIssues(state) {
  Rest ??= z.fromJSONSchema(assistantModel.schema);
  const { nodes, connections, ...memory } = state.memory;
  const results = [
    Nodes.safeParse(nodes),
    Connections.safeParse(connections),
    Rest.safeParse({ ...state, memory: { ...memory, nodes: {}, connections: {} } }),
  ];
  return results.reduce((sum, { error }) => sum + (error?.issues.length ?? 0), 0);
}

/** The consistency rules of the assistant model, for the lists in which the test data have something. */
export function consistencyIssues({ memory, learning }) {
  const { nodes, connections, shortTerm, longTerm } = memory;
  const { patterns, feedbackLoops, knowledgeBase, learningAlgorithms } = learning;
  const has = nodes instanceof Map ? (id) => nodes.has(id) : (id) => Object.hasOwn(nodes, id);
  const latest = Date.now() + FUTURE_MS;
  let issues = 0;

  const unique = (...lists) => {
    const seen = new Set();
    for (const list of lists) {
      for (const { id } of list) {
        if (seen.has(id)) issues++;
        seen.add(id);
      }
    }
    return seen;
  };
  const node = ({ connections, metadata, createdAt, lastUpdated }) => {
    for (const id of connections) if (!has(id)) issues++;
    if (createdAt > latest || lastUpdated > latest || metadata.lastUpdated > latest) issues++;
  };

  const held = unique(shortTerm, longTerm);
  if (sizeOf(nodes) !== shortTerm.length + longTerm.length) issues++;
  for (const [key, value] of entriesOf(nodes)) {
    if (key !== value.id) issues++;
    if (!held.has(key)) issues++;
    node(value);
  }
  for (const value of shortTerm) node(value);
  for (const value of longTerm) node(value);
  for (const [key, ids] of entriesOf(connections)) {
    if (!has(key)) issues++;
    for (const id of ids) if (!has(id)) issues++;
  }

  const known = unique(patterns);
  const knowledge = unique(knowledgeBase);
  unique(feedbackLoops);
  for (const { similarity, lastSeen } of patterns) {
    for (const { patternId } of similarity) if (!known.has(patternId)) issues++;
    if (lastSeen > latest) issues++;
  }
  for (const { impact, timestamp } of feedbackLoops) {
    for (const id of impact.patternUpdates) if (!known.has(id)) issues++;
    for (const id of impact.knowledgeUpdates) if (!knowledge.has(id)) issues++;
    if (timestamp > latest) issues++;
  }
  if (patterns.length !== learningAlgorithms.length) issues++;
  return issues;
}

/**
 * What dropping the part of short-term memory from before a time comes to: the ids of `removed` nodes,
 * nodes that have `changed` because they referred to one, both lists as they are to be, and all `connections`.
 */
function forgetting({ memory }, before) {
  const removed = new Set();
  for (const { id, createdAt } of memory.shortTerm) if (createdAt < before) removed.add(id);

  const kept = (ids) => (ids.some((id) => removed.has(id)) ? ids.filter((id) => !removed.has(id)) : ids);
  const cleaned = (node) => {
    const connections = kept(node.connections);
    return connections === node.connections ? node : { ...node, connections };
  };
  const changed = [];
  for (const [id, node] of entriesOf(memory.nodes)) {
    if (removed.has(id)) continue;
    const after = cleaned(node);
    if (after !== node) changed.push(after);
  }
  const connections = [];
  for (const [id, ids] of entriesOf(memory.connections)) if (!removed.has(id)) connections.push([id, kept(ids)]);
  return {
    removed: [...removed],
    changed,
    shortTerm: memory.shortTerm.filter(({ id }) => !removed.has(id)).map(cleaned),
    longTerm: memory.longTerm.map(cleaned),
    connections,
  };
}
