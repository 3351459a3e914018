/** Nodes to fill the state with: varied enough to search in. */
import type { MemoryNode } from 'holdfast/models/assistant';
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

const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
const share = (): number => Math.round(Math.random() * 100) / 100;

export function sampleNodes(count: number): MemoryNode[] {
  return Array.from({ length: count }, () =>
    makeNode({
      type: any(NODE_TYPES).value,
      source: any(sources),
      text: `${any(subjects)} ${any(verbs)} ${any(objects)}`,
      confidence: share(),
      importance: share(),
      tags: [...new Set([any(tags), any(tags)])],
    }),
  );
}
