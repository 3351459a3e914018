/** Styles of what is pressed, chosen and written in. */
export const controls = `
.toolbar {
  display: flex; flex-wrap: wrap; align-items: center; gap: 6px 8px; padding: 8px 12px;
  border-bottom: 1px solid var(--line); background: var(--ground);
}
.inline, .actions { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; }
.actions { margin: 8px 0; }
.grow { flex: 1 1 120px; min-width: 90px; }
.button, .input, .icon { font: inherit; font-size: 12px; line-height: 1.5; color: var(--text); border-radius: 6px; }
.button { padding: 3px 10px; cursor: pointer; border: 1px solid var(--line-strong); background: var(--raised); white-space: nowrap; }
.button:hover:enabled { border-color: var(--accent); color: var(--accent); }
.button[aria-pressed="true"] { color: var(--accent); background: var(--accent-soft); border-color: var(--accent); }
.button.primary { color: var(--on-accent); background: var(--accent); border-color: var(--accent); font-weight: 600; }
.button.primary:hover:enabled { color: var(--on-accent); filter: brightness(1.08); }
.button:disabled { color: var(--muted); background: var(--sunken); border-color: var(--line); cursor: default; font-weight: 400; }
.icon { width: 26px; height: 26px; padding: 4px; border: 0; background: none; cursor: pointer; color: var(--muted); }
.icon:hover { color: var(--text); background: var(--line); }
.icon[aria-pressed="true"] { color: var(--accent); background: var(--accent-soft); }
.icon svg { display: block; width: 100%; height: 100%; fill: currentColor; }
.icon .frame, .icon .cross { fill: none; stroke: currentColor; stroke-width: 1.3; stroke-linecap: round; }
.input { padding: 3px 8px; border: 1px solid var(--line-strong); background: var(--raised); min-width: 0; }
.input::placeholder { color: var(--muted); opacity: 1; }
.input[aria-invalid="true"] { border-color: var(--bad); }
.input.number { flex: none; width: 110px; text-align: right; font-family: var(--mono); }
select.input { max-width: 190px; }
.check { display: flex; align-items: center; gap: 6px; font-size: 12px; color: var(--muted); white-space: nowrap; }
input[type="checkbox"] { accent-color: var(--accent); margin: 0; }
.switch {
  appearance: none; position: relative; flex: none; width: 34px; height: 20px; border-radius: 10px; cursor: pointer;
  border: 1px solid var(--muted); background: var(--sunken);
}
.switch::before { content: ""; position: absolute; top: 3px; left: 3px; width: 12px; height: 12px; border-radius: 50%; background: var(--muted); }
.switch:checked { border-color: var(--accent); background: var(--accent); }
.switch:checked::before { translate: 14px 0; background: var(--on-accent); }
.link {
  padding: 0; border: 0; border-radius: 3px; background: none; cursor: pointer; text-align: left; overflow-wrap: anywhere;
  font: inherit; font-family: var(--mono); font-size: 12px; color: var(--accent); text-decoration: underline; text-underline-offset: 2px;
  text-decoration-color: color-mix(in srgb, currentColor 40%, transparent);
}
.link:hover { text-decoration-color: currentColor; }
.editor label { display: block; margin-top: 8px; font-size: 12px; color: var(--muted); }
.editor textarea { display: block; width: 100%; margin-top: 4px; resize: vertical; }
.wrong { display: block; margin: 6px 0; padding: 6px 10px; font-size: 12px; border-radius: 6px; color: var(--bad); background: var(--bad-soft); overflow-wrap: anywhere; }
.wrong.wide { flex-basis: 100%; }
.banner { margin: 8px 12px; }
.confirm {
  max-width: 440px; padding: 18px 20px 12px; font: 13px/1.5 var(--sans); color: var(--text); background: var(--raised);
  border: 1px solid var(--line-strong); border-radius: 12px; box-shadow: 0 12px 40px rgb(0 0 0 / 35%);
}
.confirm::backdrop { background: rgb(0 12 10 / 45%); }
.confirm h3 { font-size: 15px; margin-bottom: 8px; }
.confirm .actions { margin: 14px 0 4px; }
`;
