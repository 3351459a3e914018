/** A memory older than short-term memory keeps them, with references to it from another one that is fresh. */
import type { AssistantState } from 'holdfast/models/assistant';
import { makeNode } from '../nodes/make-node.ts';
import { sync } from '../state.ts';

const EXPIRED = 'expired-memory';
const FRIEND = 'fresh-memory';
const AGE_MS = 25 * 3_600_000;

/** Adds both, as one update; what is there of them already is made anew. */
export function addExpired(): void {
  const draft = { source: 'demo', confidence: 0.5, importance: 0.5, tags: ['retention'] };
  const then = Date.now() - AGE_MS;
  const expired = {
    ...makeNode({ ...draft, type: 'interaction', text: 'Something of yesterday' }),
    id: EXPIRED,
    createdAt: then,
    lastUpdated: then,
  };
  const friend = {
    ...makeNode({ ...draft, type: 'knowledge', text: 'Remembers something of yesterday' }),
    id: FRIEND,
    connections: [EXPIRED],
  };
  sync.update(
    ({ memory }) => {
      memory.shortTerm = memory.shortTerm.filter(({ id }) => id !== FRIEND && id !== EXPIRED);
      for (const node of [expired, friend]) {
        memory.nodes.set(node.id, node);
        memory.shortTerm.push(node);
      }
      memory.connections.set(FRIEND, [EXPIRED]);
    },
    { source: 'demo', label: 'Add an expired memory' },
  );
}

/** Pointers of all that is left of it: the memory itself, and what refers to it. */
export function placesOfExpired({ memory }: AssistantState): string[] {
  const { nodes, shortTerm, connections } = memory;
  const places = nodes.has(EXPIRED) ? [`/memory/nodes/${EXPIRED}`] : [];
  const friend = nodes.get(FRIEND);
  if (friend?.connections.includes(EXPIRED)) places.push(`/memory/nodes/${FRIEND}/connections/0`);
  shortTerm.forEach(({ id, connections: to }, index) => {
    if (id === EXPIRED) places.push(`/memory/shortTerm/${index}`);
    if (id === FRIEND && to.includes(EXPIRED)) places.push(`/memory/shortTerm/${index}/connections/0`);
  });
  if (connections.get(FRIEND)?.includes(EXPIRED)) places.push(`/memory/connections/${FRIEND}/0`);
  return places;
}
