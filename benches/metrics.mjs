// What is measured: the one list that the page, the report and the flags share.
//
// In the order in which a page runs them: first what begins with a state that is new or just loaded; W7
// last, since it changes the state for good. A metric belongs to a workload; a workload may yield
// two (W9: told, and on disk).
// `better` says which way a ratio points; every ratio that is printed is "how many times
// better", so above 1 Holdfast is ahead whatever the unit.

/** @type {Record<string, { workload: string, title: string, unit: string, better: 'lower' | 'higher' }>} */
export const METRICS = {
  W5: { workload: 'W5', title: 'whole state until on disk', unit: 'ms', better: 'lower' },
  W6: { workload: 'W6', title: 'page load to usable state', unit: 'ms', better: 'lower' },
  W8: { workload: 'W8', title: 'memory after load, heap and wasm', unit: 'MB', better: 'lower' },
  W1: { workload: 'W1', title: 'add 1,000 nodes, validated and visible', unit: 'ms', better: 'lower' },
  W2: { workload: 'W2', title: 'one-field updates, 1 of 100 selectors affected', unit: '/s', better: 'higher' },
  W3: { workload: 'W3', title: 'validate the whole state', unit: 'ms', better: 'lower' },
  W4: { workload: 'W4', title: 'full consistency check', unit: 'ms', better: 'lower' },
  W5b: { workload: 'W5b', title: 'one-field change until on disk', unit: 'ms', better: 'lower' },
  W9told: { workload: 'W9', title: '10,000 updates until the subscriber knows', unit: 'ms', better: 'lower' },
  W9: { workload: 'W9', title: '10,000 updates until all are on disk', unit: 'ms', better: 'lower' },
  W7: { workload: 'W7', title: 'drop the expired half of short-term memory', unit: 'ms', better: 'lower' },
  W6again: { workload: 'W6', title: 'opened again after all of this', unit: 'ms', better: 'lower' },
};

export const WORKLOADS = [...new Set(Object.values(METRICS).map((metric) => metric.workload))];

/** How many times better `a` is than `b` in this metric. */
export function timesBetter(metric, a, b) {
  return metric.better === 'lower' ? b / a : a / b;
}
