// What the statistics cost: the same bursts of one-field updates, with them and without, in turns in one page. Without them no
// clock is read and nothing counted, which is more than could ever be left out. From the sources, so that there is something to take
// out of the class that runs.

import { createStateSync } from '../../pkg/src/index.ts';
import { assistantModel } from '../../pkg/src/models/assistant.ts';
import { Commits } from '../../pkg/src/stats/commits.ts';
import { Operation } from '../../pkg/src/stats/operation.ts';
import { Stopwatch } from '../../pkg/src/stats/stopwatch.ts';
import { makeAssistantState } from '../data/assistant-state.mjs';

const BURST = 10_000;
const clock = performance.now.bind(performance);
const { done, untimed } = Operation.prototype;
const counted = { done, untimed, pending: Commits.prototype.pending, now: performance.now };

function count(isOn) {
  Operation.prototype.done = isOn ? counted.done : () => {};
  Operation.prototype.untimed = isOn ? counted.untimed : () => {};
  Commits.prototype.pending = isOn ? counted.pending : () => {};
  performance.now = isOn ? counted.now : () => 0;
}

globalThis.bench = {
  /** What is done for the statistics at each update, by itself: nanoseconds, the median of some rounds. */
  alone() {
    const [operation, commits, stopwatch] = [new Operation(), new Commits(new Operation()), new Stopwatch()];
    const rounds = Array.from({ length: 21 }, () => {
      const start = clock();
      for (let k = 0; k < 100_000; k++) {
        const started = stopwatch.start();
        if (stopwatch.isTimed) operation.done(performance.now() - started);
        else operation.untimed(false);
        commits.pending(started);
      }
      return (clock() - start) * 10;
    });
    if (operation.stats().count !== 2_100_000) throw new Error('the statistics do not count');
    return rounds.sort((a, b) => a - b)[10];
  },

  /** Updates per second of each burst, the first of each pair with statistics. */
  async run({ n, pairs }) {
    const state = makeAssistantState(n, { seed: 1, now: Date.now() });
    const model = { ...assistantModel, initial: () => state };
    const config = { optimizationEnabled: false, maxStateSize: 128 * 2 ** 20 };
    const sync = createStateSync({ name: 'bench-statistics', model, config });
    await sync.ready;
    const id = [...state.memory.nodes.keys()][n >> 1];
    let i = 0;
    const burst = () => {
      const start = clock();
      for (let k = 0; k < BURST; k++)
        sync.update({ memory: { nodes: new Map([[id, { metadata: { confidence: (++i % 1000) / 1000 } }]]) } });
      return (BURST / (clock() - start)) * 1000;
    };
    const samples = [];
    for (let pair = -3; pair < pairs; pair++) {
      const both = {};
      // Now the one first, now the other: whatever grows with time grows for both.
      for (const isOn of pair % 2 ? [true, false] : [false, true]) {
        count(isOn);
        both[isOn ? 'with' : 'without'] = burst();
        count(true);
        await sync.flush();
      }
      if (pair >= 0) samples.push(both);
    }
    await sync.close();
    return samples;
  },
};
