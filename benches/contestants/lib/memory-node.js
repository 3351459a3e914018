// What a memory node must be, in zod, for the peers that bring no validation of their own.
//
// The same rules as in the model that Holdfast checks. A peer validates exactly what an
// update brings and nothing else: all of a new node, and of a changed field that field
// alone. That is the least that still refuses every bad update, so nobody is slowed by it.

import { z } from 'zod';

const time = z.number();

export const Confidence = z.number().min(0).max(1);

export const MemoryNode = z.object({
  id: z.string(),
  type: z.enum(['interaction', 'pattern', 'knowledge', 'feedback', 'design', 'asset']),
  data: z.unknown(),
  connections: z.array(z.string()),
  metadata: z.object({
    source: z.string(),
    confidence: Confidence,
    lastUpdated: time,
    tags: z.array(z.string()),
    importance: z.number().min(0).max(1),
    accessCount: z.int().min(0),
  }),
  createdAt: time,
  lastUpdated: time,
});

export const MemoryNodes = z.array(MemoryNode);
