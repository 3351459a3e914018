/** Styles of what shows data: texts, tables, cards, charts, options. */
export const data = `
.code { font: 12px/1.5 var(--mono); tab-size: 2; }
pre.code { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.code-frame {
  margin: 8px 0; padding: 8px 10px; max-height: 340px; overflow: auto;
  border: 1px solid var(--line); border-radius: 8px; background: var(--sunken);
}
.pointer { font-family: var(--mono); font-size: 12px; }
.verdict[data-mood="good"] { color: var(--good); }
.verdict[data-mood="bad"] { color: var(--bad); }
section + section { margin-top: 16px; }
/* What is for screen readers only is not to widen what is around. */
.table-frame, .card { position: relative; }
.table-frame { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
.table { width: 100%; border-collapse: collapse; font-size: 12px; white-space: nowrap; }
.table th, .table td { padding: 5px 10px; text-align: left; font-weight: 400; border-bottom: 1px solid var(--line); }
.table thead th { color: var(--muted); background: var(--sunken); font-weight: 550; }
.table tbody tr:last-child > * { border-bottom: 0; }
.table tr[data-chosen] { background: var(--accent-soft); }
.table .number { text-align: right; }
.table .link { font-family: inherit; }
.table [data-mood="bad"] { color: var(--bad); }
.meter { display: inline-block; width: 60px; height: 6px; margin-right: 6px; border-radius: 3px; overflow: hidden; vertical-align: 1px; background: var(--line); }
.meter > span { display: block; height: 100%; border-radius: 3px; background: var(--accent); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(260px, 100%), 1fr)); gap: 10px; }
.card { padding: 10px 12px; border: 1px solid var(--line); border-radius: 10px; background: var(--raised); font-size: 12px; }
.card p { margin: 2px 0; }
.card-title { display: flex; align-items: center; gap: 7px; }
.card-title .badge { margin-left: auto; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(240px, 100%), 1fr)); gap: 10px; margin-bottom: 12px; }
.chart { margin: 0; padding: 8px 12px; border: 1px solid var(--line); border-radius: 10px; background: var(--raised); }
.chart figcaption { display: flex; justify-content: space-between; gap: 8px; }
.chart-title { font-weight: 600; font-size: 12px; }
.chart svg { display: block; width: 100%; height: 64px; margin: 6px 0; border-bottom: 1px solid var(--line); }
.curve { fill: none; stroke: currentColor; stroke-width: 1.5; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.area { fill: currentColor; opacity: 0.14; }
[data-series="0"] { color: var(--accent); }
[data-series="1"] { color: var(--number-kind); }
[data-series="2"] { color: var(--word-kind); }
.legend { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 12px; }
.legend li::before { content: ""; display: inline-block; width: 8px; height: 3px; margin-right: 5px; border-radius: 2px; vertical-align: 3px; background: currentColor; }
.legend b { color: var(--text); font-weight: 600; }
.totals { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(260px, 100%), 1fr)); gap: 2px 24px; margin: 14px 0 0; font-size: 12px; }
.totals > div { display: flex; justify-content: space-between; gap: 12px; padding: 3px 0; border-bottom: 1px solid var(--line); }
.totals dt { color: var(--muted); overflow-wrap: anywhere; }
.totals dd { margin: 0; text-align: right; }
.groups { columns: 340px; column-gap: 12px; }
.group { break-inside: avoid; min-width: 0; margin: 0 0 12px; padding: 4px 14px 8px; border: 1px solid var(--line); border-radius: 10px; background: var(--raised); }
.group legend { padding: 0 6px; margin-left: -6px; font-size: 12px; font-weight: 650; }
.option { display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 6px 0; }
.option + .option { border-top: 1px solid var(--line); }
.option-text { display: grid; min-width: 0; }
.option-name { font: 12px/1.5 var(--mono); overflow-wrap: anywhere; }
.parts { display: grid; gap: 4px; }
.part { display: flex; align-items: center; justify-content: flex-end; gap: 8px; }
`;
