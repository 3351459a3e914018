/** One picture of the graph. Colours come from the page, so it is right in the dark too. */
import { textOf } from '../nodes/node-text.ts';
import { HUES } from '../nodes/type-hues.ts';
import type { Layout, Placed } from './layout.ts';
import type { View } from './view.ts';

export interface Ink {
  readonly line: string;
  readonly text: string;
  readonly surface: string;
  readonly accent: string;
  readonly font: string;
}

export function inkOf(element: HTMLElement): Ink {
  const style = getComputedStyle(element);
  const get = (name: string): string => style.getPropertyValue(name).trim();
  return {
    line: get('--line-strong'),
    text: get('--text'),
    surface: get('--surface'),
    accent: get('--accent'),
    font: style.fontFamily,
  };
}

/** Nodes that many refer to say what they are about. */
const NAMED = 8;

/** @param chosen the node that is looked at */
export function paint(context: CanvasRenderingContext2D, layout: Layout, view: View, ink: Ink, chosen?: Placed): void {
  context.clearRect(0, 0, view.width, view.height);
  const near = neighboursOf(layout, chosen);
  paintLinks(context, layout, view, ink, chosen);
  for (const node of layout.nodes) {
    context.globalAlpha = near && !near.has(node) ? 0.22 : 1;
    paintNode(context, node, view, ink, node === chosen);
  }
  context.globalAlpha = 1;
  const named = layout.nodes.filter((node) => node.of.referrers >= NAMED && (!near || near.has(node)));
  named.sort((a, b) => b.of.referrers - a.of.referrers);
  const taken: Box[] = [];
  // The one that is looked at first: later names give way.
  for (const node of chosen ? [chosen, ...named.filter((other) => other !== chosen)] : named)
    paintName(context, node, view, ink, taken);
}

function neighboursOf({ links }: Layout, chosen: Placed | undefined): Set<Placed> | undefined {
  if (!chosen) return undefined;
  const near = new Set([chosen]);
  for (const { source, target } of links) {
    if (source === chosen) near.add(target);
    if (target === chosen) near.add(source);
  }
  return near;
}

function paintLinks(context: CanvasRenderingContext2D, { links }: Layout, view: View, ink: Ink, chosen?: Placed): void {
  const draw = (isChosen: boolean) => {
    context.beginPath();
    for (const { source, target } of links) {
      if ((source === chosen || target === chosen) !== isChosen) continue;
      context.moveTo(...view.toPixels(source.x, source.y));
      context.lineTo(...view.toPixels(target.x, target.y));
    }
    context.stroke();
  };
  context.strokeStyle = ink.line;
  context.lineWidth = 1;
  context.globalAlpha = chosen ? 0.35 : 1;
  draw(false);
  if (!chosen) return;
  context.globalAlpha = 1;
  context.strokeStyle = ink.accent;
  context.lineWidth = 1.6;
  draw(true);
}

function paintNode(context: CanvasRenderingContext2D, node: Placed, view: View, ink: Ink, isChosen: boolean): void {
  const [x, y] = view.toPixels(node.x, node.y);
  const radius = Math.max(2, node.radius * view.scale);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = `oklch(62% 0.11 ${HUES[node.of.node.type]})`;
  context.fill();
  context.lineWidth = isChosen ? 2.5 : 1.2;
  context.strokeStyle = isChosen ? ink.accent : ink.surface;
  context.stroke();
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

const LINE = 14;

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && Math.abs(a.bottom - b.bottom) < LINE;

/** Characters of a name; what is chosen is told in full beside the picture. */
const LONGEST = 26;

function nameOf({ of }: Placed): string {
  const text = textOf(of.node);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text;
}

/** @param taken where names are already; one that would cover another is left out */
function paintName(context: CanvasRenderingContext2D, node: Placed, view: View, ink: Ink, taken: Box[]): void {
  const [x, y] = view.toPixels(node.x, node.y);
  const text = nameOf(node);
  context.font = `600 12px ${ink.font}`;
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  const half = context.measureText(text).width / 2;
  // Within the picture, also at its edges.
  const at = Math.min(view.width - half - 6, Math.max(half + 6, x));
  const bottom = Math.max(18, y - node.radius * view.scale - 4);
  const box = { left: at - half, right: at + half, bottom };
  if (taken.some((other) => overlap(box, other))) return;
  taken.push(box);
  context.lineWidth = 4;
  context.lineJoin = 'round';
  context.strokeStyle = ink.surface;
  context.strokeText(text, at, bottom);
  context.fillStyle = ink.text;
  context.fillText(text, at, bottom);
}
