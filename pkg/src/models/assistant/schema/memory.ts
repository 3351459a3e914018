/** The schema of the slice `memory`. */
import { list, map, ms, record, ref, strings } from './parts.js';

export const memory = record({
  nodes: map(ref('MemoryNode')),
  connections: map(strings),
  shortTerm: list(ref('MemoryNode')),
  longTerm: list(ref('MemoryNode')),
  lastIndexed: ms,
});
