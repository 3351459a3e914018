/** The slice `memory`: nodes, and the connections between them. Owned by `MemoryStore`. */
import type { Json } from '../../../model/types.js';
import type { Count, Share, Timestamp } from './shared.js';

/** What the assistant remembers. */
export interface MemoryState {
  /** Every node, by its `id`. Each is also held by exactly one of `shortTerm` and `longTerm`. */
  nodes: Map<string, MemoryNode>;
  /** By node id: the ids of the nodes it is connected with. */
  connections: Map<string, string[]>;
  shortTerm: MemoryNode[];
  longTerm: MemoryNode[];
  lastIndexed: Timestamp;
}

/** One thing remembered. */
export interface MemoryNode {
  id: string;
  type: 'interaction' | 'pattern' | 'knowledge' | 'feedback' | 'design' | 'asset';
  data: Json;
  /** Ids of other nodes. */
  connections: string[];
  metadata: {
    source: string;
    confidence: Share;
    lastUpdated: Timestamp;
    tags: string[];
    importance: Share;
    accessCount: Count;
  };
  createdAt: Timestamp;
  lastUpdated: Timestamp;
}
