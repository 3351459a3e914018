// The result as a page of its own, written next to the JSON: no scripts, nothing to fetch.
//
// One chart per workload and N, bars on a logarithmic scale since contestants differ by orders of
// magnitude; the best is the shortest (or, of rates, the longest), and Holdfast's bar has its own colour.

import { SUBJECT } from './options.mjs';
import { calibration, cells, digits, headOf, measuredMetrics, show } from './report.mjs';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430; }
  section { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 32rem), 1fr)); gap: 1rem 2rem; }
  h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
  h3 small { color: #667; font-weight: normal; }
  .row { display: grid; grid-template-columns: 12rem 1fr 11rem; gap: .5rem; align-items: center; font-size: .85rem; }
  .row span:last-child { color: #445; font-variant-numeric: tabular-nums; }
  .bar { background: #9fb3c8; height: .9rem; border-radius: 2px; }
  .subject .bar { background: #c2410c; }
  .subject { font-weight: 600; }
`;

export function chartPage(result) {
  const { machine, startedAt, options } = result;
  const parts = options.sizes.map((n) => {
    const charts = measuredMetrics(options).map(([id, metric]) => chart(metric, cells(result, n, id, metric), result));
    return `<h2>N = ${n.toLocaleString('en')}</h2>\n<section>\n${charts.join('\n')}\n</section>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Holdfast and its peers, ${escaped(startedAt)}</title>
<style>${STYLE}</style>
<h1>Holdfast and its peers</h1>
<p>${escaped(startedAt)}, ${escaped(machine.browser)}, ${machine.cores} cores, ${escaped(machine.cpu)}. Calibration:
${digits(calibration(result.pages).value)} ms. Medians of the rounds' medians (rounds: ${options.rounds}), in brackets the interquartile range of all samples.
Logarithmic scales. What is measured stands in <code>benches/README.md</code>.</p>
${parts.join('\n')}
</html>
`;
}

function chart(metric, row, { pages, options }) {
  const values = row.map(({ value }) => value).filter((value) => value > 0);
  // A decade of room below the smallest, so that it has a bar as well.
  const floor = Math.log(Math.min(...values) / 10);
  const span = Math.log(Math.max(...values)) - floor;
  const bars = options.contestants.map((key, i) => {
    const { value } = row[i];
    const width = value > 0 ? (100 * (Math.log(value) - floor)) / span : 0;
    return `<div class="row${key === SUBJECT ? ' subject' : ''}"><span>${escaped(headOf(pages, key))}</span><span><div class="bar" style="width:${width.toFixed(1)}%"></div></span><span>${escaped(show(row[i], options.capMs))}</span></div>`;
  });
  const better = `${metric.unit}, ${metric.better} is better`;
  return `<div><h3>${metric.workload} ${escaped(metric.title)} <small>${better}</small></h3>\n${bars.join('\n')}</div>`;
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
