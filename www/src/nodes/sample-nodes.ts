/** Nodes to fill the state with: varied enough to search in. */
import type { MemoryNode } from 'holdfast/models/assistant';
import { anyOf, happens, share } from '../lib/chance.ts';
import { makeNode } from './make-node.ts';
import { NODE_TYPES } from './node-types.ts';

const subjects = ['The user', 'A returning visitor', 'The design team', 'The reviewer', 'A new colleague'];
const verbs = ['prefers', 'asked about', 'often opens', 'rejected', 'praised', 'compares', 'keeps coming back to'];
const objects = [
  'compact tables',
  'the dark palette',
  'rounded cards',
  'short answers',
  'keyboard shortcuts',
  'the spacing scale',
  'larger type on phones',
  'charts without legends',
];
const sources = ['conversation', 'observation', 'import', 'review'];
const tags = ['layout', 'colour', 'type', 'motion', 'tone', 'habit', 'mobile'];

/** Something the assistant might remember. */
export const sampleText = (): string => `${anyOf(subjects)} ${anyOf(verbs)} ${anyOf(objects)}`;

/** @param id unlike any other; made up if left out */
export function sampleNode(id?: string): MemoryNode {
  const draft = {
    type: anyOf(NODE_TYPES).value,
    source: anyOf(sources),
    text: sampleText(),
    confidence: share(),
    importance: share(),
    tags: [...new Set([anyOf(tags), anyOf(tags)])],
  };
  return makeNode(draft, id);
}

/** Some of them, most of which refer to one before, the first ones more often than others. */
export function sampleNodes(count: number): MemoryNode[] {
  const nodes: MemoryNode[] = [];
  for (let index = 0; index < count; index++) {
    const earlier = nodes[Math.floor(Math.random() ** 3 * index)];
    nodes.push({ ...sampleNode(), connections: earlier && happens(0.8) ? [earlier.id] : [] });
  }
  return nodes;
}
