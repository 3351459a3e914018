/** The types of memory nodes, in the order in which they are offered. A type check keeps the list complete. */
import type { MemoryNode } from 'holdfast/models/assistant';

export type NodeType = MemoryNode['type'];

const labels: Record<NodeType, string> = {
  knowledge: 'Knowledge',
  interaction: 'Interaction',
  pattern: 'Pattern',
  feedback: 'Feedback',
  design: 'Design',
  asset: 'Asset',
};

export const NODE_TYPES = Object.entries(labels).map(([value, label]) => ({ value: value as NodeType, label }));

export const labelOf = (type: NodeType): string => labels[type];
