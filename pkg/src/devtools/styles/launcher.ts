/** Styles of what is there before the panel is opened. */
import { tokens } from './tokens.js';

export const launcherStyles = `${tokens}
.mark { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linecap: round; }
.launcher {
  position: fixed; z-index: 2147483000; display: flex; align-items: center; gap: 8px;
  font: 13px/1.4 var(--sans); color: var(--text);
}
.launcher[data-corner^="bottom"] { bottom: 14px; }
.launcher[data-corner^="top"] { top: 14px; }
.launcher[data-corner$="right"] { right: 14px; }
.launcher[data-corner$="left"] { left: 14px; flex-direction: row-reverse; }
.launch {
  width: 40px; height: 40px; display: grid; place-items: center; padding: 0; cursor: pointer;
  border: 1px solid rgb(255 255 255 / 25%); border-radius: 12px; color: #e9fbf6; background: #0b6b60;
  box-shadow: 0 2px 10px rgb(0 20 16 / 30%);
}
.launch:hover { background: #0d7c70; }
.launch:focus-visible { outline-offset: 3px; }
.launch[aria-busy="true"] .mark { animation: wait 1s ease-in-out infinite alternate; }
.launch-failure {
  margin: 0; padding: 8px 12px; max-width: 300px; border-radius: 8px;
  border: 1px solid var(--bad); color: var(--bad); background: var(--bad-soft);
}
@keyframes wait { to { opacity: 0.35; } }
@media (prefers-reduced-motion: reduce) { .launch[aria-busy="true"] .mark { animation: none; opacity: 0.6; } }
`;
