/** Styles of the frame: edges, header, tabs, and how a tab divides its room. */
export const frame = `
.panel {
  position: fixed; z-index: 2147483000; display: flex; flex-direction: column; container: panel / inline-size;
  overflow: hidden; font: 13px/1.45 var(--sans); font-variant-numeric: tabular-nums;
  color: var(--text); background: var(--ground); box-shadow: 0 0 24px rgb(0 20 16 / 22%);
}
.panel[data-dock="bottom"] { inset: auto 0 0 0; max-height: 100vh; border-top: 1px solid var(--line-strong); }
.panel[data-dock="right"] { inset: 0 0 0 auto; max-width: 100vw; border-left: 1px solid var(--line-strong); }
.panel[data-dock="left"] { inset: 0 auto 0 0; max-width: 100vw; border-right: 1px solid var(--line-strong); }
.resize { position: absolute; z-index: 2; touch-action: none; }
.resize:hover, .resize:focus-visible { background: var(--accent); outline: none; }
[data-dock="bottom"] > .resize { inset: 0 0 auto 0; height: 5px; cursor: ns-resize; }
[data-dock="right"] > .resize { inset: 0 auto 0 0; width: 5px; cursor: ew-resize; }
[data-dock="left"] > .resize { inset: 0 0 0 auto; width: 5px; cursor: ew-resize; }
.header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; padding: 8px 12px 6px; background: var(--sunken); }
.header .mark { color: var(--accent); width: 18px; height: 18px; }
.name { margin: 0; font-size: 13px; font-weight: 650; display: flex; align-items: baseline; gap: 6px; }
.model { font-weight: 400; font-size: 12px; color: var(--muted); }
.facts { display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 0 auto 0 8px; }
.fact { display: flex; align-items: center; gap: 5px; font-size: 12px; white-space: nowrap; }
.fact dt { color: var(--muted); }
.fact dd { margin: 0; font-weight: 550; display: flex; align-items: center; gap: 5px; }
.fact[data-mood="warn"] dd { color: var(--warn); }
.docks { display: flex; gap: 2px; margin: 0; padding: 0; border: 0; min-width: 0; }
.dot { width: 8px; height: 8px; border-radius: 50%; flex: none; background: var(--line-strong); }
.dot[data-mood="good"] { background: var(--good); }
.dot[data-mood="busy"] { background: var(--busy); }
.dot[data-mood="bad"] { background: var(--bad); }
.tabs {
  display: flex; flex: none; gap: 2px; padding: 0 8px; overflow-x: auto; scrollbar-width: none; scroll-padding-inline: 32px;
  background: var(--sunken); border-bottom: 1px solid var(--line);
}
.tab {
  flex: none; padding: 6px 10px 7px; font: inherit; color: var(--muted); background: none; cursor: pointer;
  border: 0; border-bottom: 2px solid transparent; border-radius: 4px 4px 0 0;
}
.tab:hover { color: var(--text); }
.tab[aria-selected="true"] { color: var(--accent); border-bottom-color: var(--accent); font-weight: 600; }
.tab:focus-visible { outline-offset: -2px; }
.content { flex: 1; min-height: 0; display: flex; flex-direction: column; }
.split { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
.stack { display: flex; flex-direction: column; min-width: 0; min-height: 0; flex: 1; }
.stack > .note { margin: 0; padding: 4px 12px; }
.detail { overflow: auto; padding: 10px 14px 16px; border-left: 1px solid var(--line); min-width: 0; background: var(--ground); }
.page { flex: 1; overflow: auto; padding: 10px 14px 20px; }
.page > .toolbar { padding: 0 0 10px; border: 0; background: none; }
.empty { padding: 28px 20px; margin: auto; text-align: center; color: var(--muted); }
h3, h4 { margin: 0 0 4px; font-size: 13px; font-weight: 650; overflow-wrap: anywhere; }
h4 { margin-top: 14px; font-size: 12px; color: var(--muted); }
p { margin: 0 0 6px; }
.note { color: var(--muted); font-size: 12px; }
.said { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.panel > .said:not(:empty) {
  width: auto; height: auto; margin: 0; clip-path: none; white-space: normal; bottom: 10px; left: 50%; translate: -50% 0; max-width: 90%;
  z-index: 3; padding: 6px 12px; border-radius: 8px; font-size: 12px; pointer-events: none;
  color: var(--ground); background: var(--text); box-shadow: 0 4px 14px rgb(0 0 0 / 25%);
}
@container panel (max-width: 620px) {
  .split { grid-template-columns: minmax(0, 1fr); grid-template-rows: minmax(0, 1fr) fit-content(50%); }
  .detail { border-left: 0; border-top: 1px solid var(--line); }
  .tabs { padding-right: 28px; mask-image: linear-gradient(to right, #000 calc(100% - 32px), transparent); }
  .tab { padding: 6px 7px 7px; font-size: 12px; }
  .facts { order: 1; width: 100%; margin: 0; }
  .name { margin-right: auto; }
}
@media (max-width: 640px) {
  .panel:is([data-dock="left"], [data-dock="right"]) { inset: auto 0 0 0; width: auto !important; height: 70vh; border: 0; border-top: 1px solid var(--line-strong); }
  .panel:is([data-dock="left"], [data-dock="right"]) > .resize, .docks { display: none; }
}
@media (prefers-reduced-motion: no-preference) {
  .panel { animation: enter 140ms ease-out; }
  .button, .tab, .icon, .switch::before { transition: background-color 120ms, color 120ms, border-color 120ms, translate 120ms; }
}
@keyframes enter { from { opacity: 0; } }
`;
