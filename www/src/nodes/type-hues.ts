/** The colour of each type of node, as a hue of oklch. A type check keeps the list complete. */
import type { NodeType } from './node-types.ts';

export const HUES: Readonly<Record<NodeType, number>> = {
  knowledge: 170,
  interaction: 250,
  pattern: 300,
  feedback: 65,
  design: 350,
  asset: 130,
};
