/**
 * The assistant remembers something, connected to what it is about and to what came just before.
 *
 * The model's rules: a node is in `memory.nodes` and in short-term memory, and whatever is referred to is there.
 * `memory.connections` says of a node which others refer to it; so a node can be forgotten with all that refers to it.
 */
import type { PatchOperation } from 'holdfast';
import type { AssistantState } from 'holdfast/models/assistant';
import { happens, upTo } from '../../lib/chance.ts';
import { connect } from '../../nodes/connections.ts';
import { forget } from '../../nodes/forget.ts';
import { sampleNode } from '../../nodes/sample-nodes.ts';
import { feedId, isOwn, type MakeMove } from './move.ts';

/** Nodes in short-term memory from which on the feed's oldest is forgotten for each new one. */
const MOST = 1500;
/** How far back something new refers. */
const RECENT = 24;

type Memory = AssistantState['memory'];

/** Where the oldest of the feed's was: the next is most likely there too. */
let hint = 0;

export const remember: MakeMove = ({ memory }) => {
  const oldest = memory.shortTerm.length < MOST ? undefined : oldestOwn(memory);
  const connections = chosen(memory).filter((id) => id !== oldest);
  const node = { ...sampleNode(feedId()), connections };
  const room: PatchOperation[] = oldest === undefined ? [] : forget(memory, oldest, hint);
  return {
    label: oldest === undefined ? 'Remember' : 'Remember, forget the oldest',
    patch: [
      ...room,
      { op: 'add', path: `/memory/nodes/${node.id}`, value: node },
      { op: 'add', path: '/memory/shortTerm/-', value: node },
      ...connect(memory, node.id, connections, oldest),
    ],
  };
};

/** What a new node refers to: mostly a topic, often something recent. */
function chosen({ shortTerm, longTerm }: Memory): string[] {
  const ids = new Set<string>();
  const recent = () => shortTerm[shortTerm.length - 1 - upTo(Math.min(RECENT, shortTerm.length))];
  const topic = longTerm[Math.floor(Math.random() ** 1.6 * longTerm.length)];
  if (topic && happens(0.72)) ids.add(topic.id);
  for (const likely of [0.6, 0.25]) {
    const other = happens(likely) ? recent() : undefined;
    if (other) ids.add(other.id);
  }
  return [...ids];
}

function oldestOwn({ shortTerm }: Memory): string | undefined {
  const expected = shortTerm[hint];
  if (expected && isOwn(expected)) return expected.id;
  hint = Math.max(0, shortTerm.findIndex(isOwn));
  const found = shortTerm[hint];
  return found && isOwn(found) ? found.id : undefined;
}
