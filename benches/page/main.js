// The page of one run: one contestant at one N. `run.mjs` drives it through `globalThis.bench`,
// one call per step, so that a step that hangs costs only itself.

import { load } from 'virtual:contestants';
import { makeAssistantState, makeMemoryNode } from '../data/assistant-state.mjs';
import { seededRandom } from '../stats.mjs';
import { check, equal } from '../workloads/lib/check.js';
import { run as w1 } from '../workloads/w1-add-nodes.js';
import { run as w2 } from '../workloads/w2-selectors.js';
import { run as w5b } from '../workloads/w5b-durable.js';
import { run as w9 } from '../workloads/w9-burst.js';

const RUN = { W1: w1, W2: w2, W5b: w5b, W9: w9 };

let context;

globalThis.bench = {
  /** Opens the contestant on a state of `n` nodes, all of it on disk when this resolves. Returns milliseconds. */
  async open({ key, n, seed, now, capMs }) {
    const { name, open } = await load(key);
    let state = makeAssistantState(n, { seed, now });
    const ids = [...state.memory.nodes.keys()];
    check(ids.length === n, `the test data has ${ids.length} nodes instead of ${n}`);
    const probes = [0, n >> 1, n - 1].map((i) => structuredClone(state.memory.nodes.get(ids[i])));
    const start = performance.now();
    const contestant = await open({ state });
    await contestant.durable();
    const ms = performance.now() - start;
    state = undefined;
    const random = seededRandom(seed + 1);
    let made = n;
    context = {
      key,
      open,
      contestant,
      n,
      ids,
      probes,
      capMs,
      /** What the confidence of a changed node must be, in memory and later on disk. */
      expected: new Map(),
      /** Nodes that are in no state yet. */
      freshNodes: (count) => Array.from({ length: count }, () => makeMemoryNode(++made, random, now, { existing: n })),
    };
    checkState('after opening');
    return { name, ms, durability: contestant.durability };
  },

  /** Runs one workload; returns its metrics: arrays of samples, or `{ capped: true }`. */
  async run(workload) {
    globalThis.gc?.();
    const metrics = await RUN[workload](context);
    checkState(`after ${workload}`);
    return metrics;
  },

  /** Runs Holdfast's jobs over the whole state: how long they worked, and the longest time that a timer had to wait. */
  async jobs() {
    const { contestant } = context;
    const rows = [];
    for (const name of ['check, the first', 'check', 'validate', 'optimise']) {
      const worked = [];
      const times = name === 'check' || name === 'validate' ? 5 : 1;
      let found;
      const { longest } = await waits(async () => {
        for (let i = 0; i < times; i++) {
          found = await contestant.jobs[name.split(',')[0]]();
          worked.push(found.durationMs);
        }
      });
      const median = worked.sort((a, b) => a - b)[times >> 1];
      const counts = JSON.stringify(found.removed ?? found.issueCount);
      rows.push({ job: name, worked: median, longestWait: longest, found: counts });
    }
    return rows;
  },

  /** Backups of everything and after one change, loading from journal and from backup; the page's waits meanwhile. */
  async durability() {
    const { ids, expected } = context;
    const rows = [];
    const measure = async (what, act) => {
      const start = performance.now();
      let told;
      const { longest, p99 } = await waits(async () => {
        told = await act();
      });
      rows.push({ what, ms: performance.now() - start, longestWait: longest, p99Wait: p99, ...told });
    };
    const backup = async () => {
      const { bytes, newBytes } = await context.contestant.backup();
      return { bytes, newBytes, share: newBytes / bytes };
    };
    await measure('load, journal alone', () => this.reopen());
    await measure('backup of everything', backup);
    for (let at = 1; at <= 3; at++) {
      const id = ids[at * 7];
      context.contestant.setConfidence(id, 0.123);
      expected.set(id, 0.123);
      await context.contestant.durable();
      await measure('backup after one change', backup);
    }
    await measure('load, backup and journal', () => this.reopen());
    return rows;
  },

  /** Closes the contestant, opens it again from what is on disk, and compares. */
  async reopen() {
    await context.contestant.durable();
    await context.contestant.close();
    const start = performance.now();
    context.contestant = await context.open({ state: undefined });
    const ms = performance.now() - start;
    checkState('after reopening from disk');
    return { ms };
  },
};

/** How long a timer that is always due had to wait while something ran. */
async function waits(act) {
  const all = [];
  let last = performance.now();
  const channel = new MessageChannel();
  let isOver = false;
  channel.port1.onmessage = () => {
    const now = performance.now();
    all.push(now - last);
    last = now;
    if (!isOver) channel.port2.postMessage(0);
  };
  channel.port2.postMessage(0);
  await act();
  isOver = true;
  all.push(performance.now() - last);
  all.sort((a, b) => a - b);
  // Of the time, not of the messages: most of these come when nothing happens.
  const total = all.reduce((sum, wait) => sum + wait, 0);
  let rest = total / 100;
  let at = all.length - 1;
  while (at > 0 && rest > all[at]) rest -= all[at--];
  return { longest: all.at(-1), p99: all[at] };
}

function checkState(when) {
  const { contestant, n, probes, expected } = context;
  check(contestant.nodeCount() === n, `${when}: ${contestant.nodeCount()} nodes instead of ${n}`);
  for (const [id, confidence] of expected) {
    check(
      contestant.confidence(id) === confidence,
      `${when}: ${id} has ${contestant.confidence(id)} instead of ${confidence}`,
    );
  }
  for (const probe of probes) {
    const changed = expected.get(probe.id);
    const right = changed === undefined ? probe : { ...probe, metadata: { ...probe.metadata, confidence: changed } };
    check(equal(contestant.node(probe.id), right), `${when}: ${probe.id} is not the node that was put in`);
  }
}
