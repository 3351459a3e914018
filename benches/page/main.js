// The page of one run: one contestant at one N. `run.mjs` drives it through `globalThis.bench`,
// one call per step, so that a step that hangs costs only itself.

import { load } from 'virtual:contestants';
import { makeAssistantState, makeMemoryNode } from '../data/assistant-state.mjs';
import { seededRandom } from '../stats.mjs';
import { check, equal } from '../workloads/lib/check.js';
import { run as w1 } from '../workloads/w1-add-nodes.js';
import { run as w2 } from '../workloads/w2-selectors.js';
import { run as w3 } from '../workloads/w3-validate.js';
import { run as w4 } from '../workloads/w4-consistency.js';
import { run as w5 } from '../workloads/w5-whole.js';
import { run as w5b } from '../workloads/w5b-durable.js';
import { run as w7 } from '../workloads/w7-retention.js';
import { run as w9 } from '../workloads/w9-burst.js';
import { calibrate } from './calibration.js';
import { wasmBytes } from './wasm-memory.js';

const RUN = { W1: w1, W2: w2, W3: w3, W4: w4, W5: w5, W5b: w5b, W7: w7, W9: w9 };
const LEFT = 'what the page was, before it was loaded again';

let context;

globalThis.bench = {
  /** Opens the contestant on a state of `n` nodes, all of it on disk when this resolves. Returns milliseconds. */
  async open({ key, n, seed, now, capMs }) {
    const calibrationMs = calibrate();
    const { name, open } = await load(key);
    // Half of short-term memory is too old from the beginning, for W7.
    let state = makeAssistantState(n, { seed, now, expired: 0.5 });
    check(state.memory.nodes.size === n, `the test data have ${state.memory.nodes.size} nodes instead of ${n}`);
    const ids = [...state.memory.nodes.keys()];
    const probes = [0, n >> 1, n - 1].map((i) => structuredClone(state.memory.nodes.get(ids[i])));
    const start = performance.now();
    const contestant = await open({ state });
    await contestant.durable();
    const openMs = performance.now() - start;
    state = undefined;
    context = contextOf({ key, n, seed, now, capMs, openMs, probes, made: n, expected: [] }, { open, contestant });
    await checkState('after opening');
    return { name, calibrationMs, ms: openMs, durability: contestant.durability };
  },

  /** Runs one workload; returns its metrics: arrays of samples, or `{ capped: true }`, or `{ cannot: reason }`. */
  async run(workload) {
    const cannot = context.contestant.cannot?.[workload];
    if (cannot) return { [workload]: { cannot } };
    globalThis.gc?.();
    const metrics = await RUN[workload](context);
    await checkState(`after ${workload}`);
    return metrics;
  },

  /** Closes the contestant; the page is to be loaded again, and opens it by itself: see `reloaded`. */
  async leave() {
    await context.contestant.durable();
    await context.contestant.close();
    const { key, n, seed, now, capMs, openMs, probes, made } = context;
    const plain = { key, n, seed, now, capMs, openMs, probes, made, expected: [...context.expected] };
    sessionStorage.setItem(LEFT, JSON.stringify(plain));
  },

  /** W6: milliseconds from the beginning of the navigation until the state can be read. */
  reloaded: undefined,

  wasmBytes,

  /** What the reloaded page has is what it left. Apart, so that W8 sees no more than a state that was loaded. */
  checkReloaded: () => checkState('after loading the page again'),

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
    await checkState('after reopening from disk');
    return { ms };
  },
};

const left = sessionStorage.getItem(LEFT);
if (left) {
  sessionStorage.removeItem(LEFT);
  globalThis.bench.reloaded = loadAgain(JSON.parse(left));
}

async function loadAgain(plain) {
  const { open } = await load(plain.key);
  const contestant = await open({ state: undefined });
  const [probe] = plain.probes;
  const { id } = await contestant.node(probe.id);
  const ms = performance.now();
  check(id === probe.id, 'the first node cannot be read after loading the page again');
  context = contextOf(plain, { open, contestant });
  return ms;
}

/** What workloads get. `plain` outlives the page; everything else is made from it. */
function contextOf(plain, { open, contestant }) {
  const { n, seed, now, expected } = plain;
  let { made } = plain;
  let ids;
  const random = seededRandom(seed + made);
  return {
    ...plain,
    open,
    contestant,
    /** All ids; not made before they are asked for, so that they do not count as memory of a loaded page (W8). */
    get ids() {
      ids ??= Array.from({ length: n }, (_, i) => `node-${String(i).padStart(6, '0')}`);
      return ids;
    },
    /** What the confidence of a changed node must be, in memory and later on disk. */
    expected: new Map(expected),
    get made() {
      return made;
    },
    /** Nodes that are in no state yet. */
    freshNodes: (count) => Array.from({ length: count }, () => makeMemoryNode(++made, random, now, { existing: n })),
    /** Every second node of short-term memory, which is every second of all. */
    isExpired: (id) => Number(id.slice('node-'.length)) % 4 === 2,
    /** From now on these nodes must be gone, and what referred to them must not any more. */
    forget(gone) {
      const dropped = new Set(gone);
      this.n -= dropped.size;
      ids = this.ids.filter((id) => !dropped.has(id));
      for (const id of gone) this.expected.delete(id);
      this.probes = this.probes
        .filter(({ id }) => !dropped.has(id))
        .map((probe) => ({ ...probe, connections: probe.connections.filter((id) => !dropped.has(id)) }));
    },
  };
}

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

async function checkState(when) {
  const { contestant, n, probes, expected } = context;
  const count = await contestant.nodeCount();
  check(count === n, `${when}: ${count} nodes instead of ${n}`);
  for (const [id, confidence] of expected) {
    const found = await contestant.confidence(id);
    check(found === confidence, `${when}: ${id} has ${found} instead of ${confidence}`);
  }
  for (const probe of probes) {
    const changed = expected.get(probe.id);
    const right = changed === undefined ? probe : { ...probe, metadata: { ...probe.metadata, confidence: changed } };
    check(equal(await contestant.node(probe.id), right), `${when}: ${probe.id} is not the node that was put in`);
  }
}
