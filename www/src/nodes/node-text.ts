/** The text of a node. What `data` holds is the application's own; this one keeps `{ text }` there. */
import type { MemoryNode } from 'holdfast/models/assistant';

export function textOf({ data, id }: MemoryNode): string {
  if (typeof data === 'string') return data;
  if (typeof data === 'object' && data !== null && 'text' in data && typeof data.text === 'string') return data.text;
  return id;
}
