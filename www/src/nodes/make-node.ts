/** A new memory node from what a person fills in. */
import type { MemoryNode } from 'holdfast/models/assistant';
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

let made = 0;

export function makeNode({ type, source, text, confidence, importance, tags }: NodeDraft): MemoryNode {
  const now = Date.now();
  return {
    id: freshId(now),
    type,
    data: { text },
    connections: [],
    metadata: { source, confidence, lastUpdated: now, tags: [...tags], importance, accessCount: 0 },
    createdAt: now,
    lastUpdated: now,
  };
}

/** Unlike any other, also of another tab that makes one in the same millisecond. */
function freshId(now: number): string {
  made += 1;
  const chance = Math.floor(Math.random() * 36 ** 4);
  return `node-${[now, made, chance].map((part) => part.toString(36)).join('-')}`;
}
