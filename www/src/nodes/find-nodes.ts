/** Searching nodes: every word has to occur in the text, the type, the source, the id or a tag. */
import type { MemoryNode } from 'holdfast/models/assistant';
import { textOf } from './node-text.ts';

/** What is searched in; a node that does not change stays the same object, so this is made once. */
const searchable = new WeakMap<MemoryNode, string>();

function searchableOf(node: MemoryNode): string {
  let text = searchable.get(node);
  if (text === undefined) {
    const { id, type, metadata } = node;
    text = [textOf(node), type, metadata.source, id, ...metadata.tags].join('\n').toLowerCase();
    searchable.set(node, text);
  }
  return text;
}

/** Ids of the nodes that match, the newest first. Without a query none is read. */
export function findNodes(nodes: ReadonlyMap<string, MemoryNode>, query: string): string[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...nodes.keys()].reverse();
  const found: string[] = [];
  for (const [id, node] of nodes) {
    const text = searchableOf(node);
    if (words.every((word) => text.includes(word))) found.push(id);
  }
  return found.reverse();
}
