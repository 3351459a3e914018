/** Colours and sizes. Pairs of text and ground have a contrast of 4.5 or more; `light-dark` keeps each in one place. */
export const tokens = `
:host {
  all: initial;
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #11181a);
  --sunken: light-dark(#f4f7f6, #0c1214);
  --raised: light-dark(#ffffff, #1a2326);
  --line: light-dark(#dfe6e4, #253134);
  --line-strong: light-dark(#bccac6, #3b4a4e);
  --text: light-dark(#16201e, #e2eae8);
  --muted: light-dark(#55635f, #95a5a2);
  --accent: light-dark(#0b6b60, #55cdb2);
  --accent-soft: light-dark(#e0f3ee, #133530);
  --on-accent: light-dark(#ffffff, #08201c);
  --good: light-dark(#17784a, #5fcf97);
  --busy: light-dark(#0b62a8, #7cbcf5);
  --bad: light-dark(#b02a20, #f59a8d);
  --bad-soft: light-dark(#fdecea, #371b18);
  --warn: light-dark(#855400, #e8b860);
  --warn-soft: light-dark(#fcf1dc, #322711);
  --text-kind: light-dark(#1a6a3a, #8fd6a4);
  --number-kind: light-dark(#0b5cad, #86bff8);
  --word-kind: light-dark(#8a3aa8, #d6a2ec);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Inter Variable", Inter, sans-serif;
}
:host([data-theme="light"]) { color-scheme: light; }
:host([data-theme="dark"]) { color-scheme: dark; }
:host, :host * , :host *::before { box-sizing: border-box; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
`;
