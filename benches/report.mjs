// The printed report: one table per N, one of the growth from the smallest N to the largest.
//
// A cell is the median of the rounds' medians, in brackets the interquartile range of all
// samples. The last column is Holdfast against the best peer: "x3.1" is 3.1 times better.

import { METRICS, timesBetter } from './metrics.mjs';
import { SUBJECT } from './options.mjs';
import { median, quantile } from './stats.mjs';

export function report(result) {
  const { pages, options } = result;
  const { sizes, contestants, capMs } = options;
  const metrics = measuredMetrics(options);
  const heads = contestants.map((key) => headOf(pages, key));
  const parts = sizes.map((n) => {
    const rows = metrics.map(([id, metric]) => {
      const row = cells(result, n, id, metric);
      return [
        `${metric.workload} ${metric.title} [${metric.unit}]`,
        ...row.map((cell) => show(cell, capMs)),
        verdict(contestants, row, metric),
      ];
    });
    return `N = ${n.toLocaleString('en')}\n${table([['', ...heads, `${SUBJECT} / best peer`], ...rows])}`;
  });
  if (sizes.length > 1) parts.push(growth({ pages, metrics, heads, options }));
  parts.push(`calibration: ${show(calibration(pages))} ms; to compare two runs, divide their times by it`);
  const failures = pages
    .filter((page) => page.failure)
    .map((page) => `FAILED ${page.key}, N = ${page.n}, round ${page.round}: ${page.failure}`);
  return [...parts, ...failures].join('\n\n');
}

/** The metrics of the chosen workloads, with their ids. */
export const measuredMetrics = ({ workloads }) =>
  Object.entries(METRICS).filter(([, metric]) => workloads.includes(metric.workload));

export function headOf(pages, key) {
  const mine = pages.filter((page) => page.key === key);
  const opened = mine.find((page) => page.durability) ?? mine[0];
  return `${opened.name} (${opened.durability ?? '?'})`;
}

/** How long a fixed piece of work took in the pages of this run (`page/calibration.js`). */
export function calibration(pages) {
  const samples = pages.map((page) => page.calibrationMs).filter((ms) => ms !== undefined);
  return samples.length > 0 ? summaryOf([samples]) : {};
}

/** One row: the figures of each contestant. */
export const cells = ({ pages, options }, n, id, metric) =>
  options.contestants.map((key) => summary(pages, key, n, id, metric));

/** The figures of one cell, or why there are none. */
function summary(pages, key, n, id, metric) {
  const mine = pages.filter((page) => page.key === key && page.n === n);
  if (mine.some((page) => page.failure)) return { failed: true };
  if (mine.some((page) => page.capped.includes(id))) return { capped: true };
  const reason = mine.map((page) => page.cannot?.[metric.workload]).find(Boolean);
  if (reason) return { cannot: reason };
  const rounds = mine.map((page) => page.metrics[id]).filter((samples) => samples?.length);
  if (rounds.length === 0) return {};
  return summaryOf(rounds);
}

function summaryOf(rounds) {
  const all = rounds.flat();
  return { value: median(rounds.map(median)), low: quantile(all, 0.25), high: quantile(all, 0.75) };
}

export function show({ failed, capped, cannot, value, low, high }, capMs) {
  if (failed) return 'FAILED';
  if (cannot) return `cannot: ${cannot}`;
  if (capped) return `>${capMs / 1000} s`;
  return value === undefined ? '-' : `${digits(value)} (${digits(low)}-${digits(high)})`;
}

function verdict(contestants, cells, metric) {
  const mine = cells[contestants.indexOf(SUBJECT)]?.value;
  const peers = cells
    .filter((_, i) => contestants[i] !== SUBJECT)
    .map((cell) => cell.value)
    .filter((value) => value !== undefined);
  if (mine === undefined || peers.length === 0) return '-';
  const best = metric.better === 'lower' ? Math.min(...peers) : Math.max(...peers);
  return `x${digits(timesBetter(metric, mine, best))}`;
}

/** How many times worse each figure is at the largest N than at the smallest. */
function growth({ pages, metrics, heads, options: { sizes, contestants } }) {
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  const rows = metrics.map(([id, metric]) => [
    `${metric.workload} ${metric.title}`,
    ...contestants.map((key) => {
      const [a, b] = [smallest, largest].map((n) => summary(pages, key, n, id, metric).value);
      return a === undefined || b === undefined ? '-' : `x${digits(timesBetter(metric, a, b))}`;
    }),
  ]);
  return `Growth of the cost from N = ${smallest.toLocaleString('en')} to ${largest.toLocaleString('en')}\n${table([['', ...heads], ...rows])}`;
}

export function digits(value) {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`,
  );
  lines.splice(
    1,
    0,
    `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`,
  );
  return lines.join('\n');
}
