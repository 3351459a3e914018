// The printed report: one table per N, one of the growth from the smallest N to the largest.
//
// A cell is the median of the rounds' medians, in brackets the interquartile range of all
// samples. The last column is Holdfast against the best peer: "x3.1" is 3.1 times better.

import { METRICS, timesBetter } from './metrics.mjs';
import { SUBJECT } from './options.mjs';
import { median, quantile } from './stats.mjs';

export function report({ pages, options }) {
  const { sizes, contestants, capMs } = options;
  const metrics = Object.entries(METRICS).filter(([, metric]) => options.workloads.includes(metric.workload));
  const heads = contestants.map((key) => headOf(pages.filter((page) => page.key === key)));
  const parts = sizes.map((n) => {
    const rows = metrics.map(([id, metric]) => {
      const cells = contestants.map((key) => summary(pages, key, n, id, metric));
      return [
        `${metric.workload} ${metric.title} [${metric.unit}]`,
        ...cells.map((cell) => show(cell, capMs)),
        verdict(contestants, cells, metric),
      ];
    });
    return `N = ${n.toLocaleString('en')}\n${table([['', ...heads, `${SUBJECT} / best peer`], ...rows])}`;
  });
  if (sizes.length > 1) parts.push(growth({ pages, metrics, heads, options }));
  const failures = pages
    .filter((page) => page.failure)
    .map((page) => `FAILED ${page.key}, N = ${page.n}, round ${page.round}: ${page.failure}`);
  return [...parts, ...failures].join('\n\n');
}

function headOf(pages) {
  const opened = pages.find((page) => page.durability) ?? pages[0];
  return `${opened.name} (${opened.durability ?? '?'})`;
}

/** The figures of one cell, or why there are none. */
export function summary(pages, key, n, id, metric) {
  const mine = pages.filter((page) => page.key === key && page.n === n);
  if (mine.some((page) => page.failure)) return { failed: true };
  if (mine.some((page) => page.capped.includes(id))) return { capped: true };
  const reason = mine.map((page) => page.cannot?.[metric.workload]).find(Boolean);
  if (reason) return { cannot: reason };
  const rounds = mine.map((page) => page.metrics[id]).filter((samples) => samples?.length);
  if (rounds.length === 0) return {};
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

function digits(value) {
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
