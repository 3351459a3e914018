/** Styles of rows: the tree, the history, the events. */
export const lists = `
.rows { position: relative; flex: 1; min-height: 0; overflow: auto; background: var(--ground); }
.rows:focus-visible { outline-offset: -2px; }
.rows-all { position: relative; }
.row { position: absolute; left: 0; right: 0; padding: 0 12px; display: flex; align-items: center; cursor: default; overflow: hidden; }
.row:hover { background: var(--sunken); }
.row[aria-selected="true"] { background: var(--accent-soft); box-shadow: inset 2px 0 var(--accent); }
.node { flex: 1; display: flex; align-items: center; gap: 6px; min-width: 0; white-space: nowrap; font: 12px/1 var(--mono); }
.node-name { flex: none; max-width: 60%; overflow: hidden; text-overflow: ellipsis; line-height: 1.5; }
.node-name::after { content: ":"; color: var(--muted); }
.twist { width: 14px; height: 18px; flex: none; display: grid; place-items: center; }
.twist[data-open] { cursor: pointer; }
.twist[data-open]::before {
  content: ""; width: 6px; height: 6px; border: solid var(--muted); border-width: 0 1.5px 1.5px 0; rotate: -45deg; translate: -1px 0;
}
.twist[data-open="true"]::before { rotate: 45deg; translate: 0 -2px; }
.value { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font: 12px/1.5 var(--mono); color: var(--muted); }
.value[data-kind="string"] { color: var(--text-kind); }
.value[data-kind="number"] { color: var(--number-kind); }
.value:is([data-kind="boolean"], [data-kind="null"]) { color: var(--word-kind); }
.line { display: flex; align-items: center; gap: 8px; width: 100%; min-width: 0; white-space: nowrap; }
.line > .badge { min-width: 34px; text-align: center; }
.line-name { flex: 1; min-width: 60px; overflow: hidden; text-overflow: ellipsis; }
.line > .note { overflow: hidden; text-overflow: ellipsis; flex: 0 1 auto; min-width: 30px; }
.line > time.note { flex: none; font-family: var(--mono); font-size: 11px; }
.line[data-undone] .line-name { text-decoration: line-through; color: var(--muted); }
.badge {
  flex: none; padding: 0 6px; font: 11px/17px var(--mono); border-radius: 9px; color: var(--muted);
  border: 1px solid var(--line); background: var(--sunken);
}
.badge[data-severity="error"] { color: var(--bad); border-color: currentColor; background: var(--bad-soft); }
.badge[data-severity="inconsistency"] { color: var(--warn); border-color: currentColor; background: var(--warn-soft); }
.priority { flex: none; width: 8px; height: 8px; border-radius: 2px; background: var(--line-strong); }
.priority[data-priority="medium"] { background: var(--busy); }
.priority[data-priority="high"] { background: var(--warn); }
.priority[data-priority="critical"] { background: var(--bad); }
.plain-list, .issues, .changes, .cards, .legend { list-style: none; margin: 0; padding: 0; }
.plain-list li { padding: 2px 0; font-size: 12px; }
.changes { display: grid; gap: 6px; }
.change { display: grid; gap: 1px; min-width: 0; }
.difference { display: flex; flex-wrap: wrap; gap: 2px 6px; min-width: 0; }
.difference > * { min-width: 0; max-width: 100%; display: flex; padding: 0 5px; border-radius: 4px; text-decoration: none; }
.difference .value { color: inherit; }
del { color: var(--bad); background: var(--bad-soft); }
del::before { content: "\\2212\\00a0"; font: 12px/1.5 var(--mono); }
ins { color: var(--good); background: var(--accent-soft); }
ins::before { content: "+\\00a0"; font: 12px/1.5 var(--mono); }
.issues { display: grid; gap: 6px; margin: 6px 0; }
.issue { display: grid; gap: 2px; padding: 6px 10px; border: 1px solid var(--line); border-radius: 8px; background: var(--ground); color: var(--text); }
.issue-head { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; }
`;
