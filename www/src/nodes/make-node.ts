/** A new memory node from what a person fills in. */
import type { MemoryNode } from 'holdfast/models/assistant';
import { freshId } from './fresh-id.ts';
import type { NodeType } from './node-types.ts';

/** What is asked for; the rest of a node follows. Confidence and importance are shares, 0 to 1. */
export interface NodeDraft {
  readonly type: NodeType;
  readonly source: string;
  readonly text: string;
  readonly confidence: number;
  readonly importance: number;
  readonly tags: readonly string[];
}

/** @param id unlike any other */
export function makeNode(
  { type, source, text, confidence, importance, tags }: NodeDraft,
  id = freshId('node'),
): MemoryNode {
  const now = Date.now();
  return {
    id,
    type,
    data: { text },
    connections: [],
    metadata: { source, confidence, lastUpdated: now, tags: [...tags], importance, accessCount: 0 },
    createdAt: now,
    lastUpdated: now,
  };
}
