/**
 * The assistant remembers something, connected to what it is about and to what came just before.
 *
 * The model's rules: a node is in `memory.nodes` and in short-term memory, and whatever is referred to is there.
 */
import { happens, upTo } from '../../lib/chance.ts';
import { connect } from '../../nodes/connections.ts';
import { forget } from '../../nodes/forget.ts';
import { findNear, longTerm, shortTerm } from '../../nodes/places.ts';
import { sampleNode } from '../../nodes/sample-nodes.ts';
import { feedId, isOwn, type MakeMove } from './move.ts';

/** Nodes in short-term memory from which on the feed's oldest is forgotten for each new one. */
const MOST = 1500;
/** How far back something new refers. */
const RECENT = 24;

/** Where the oldest of the feed's was: the next is most likely there too. */
let hint = 0;

export const remember: MakeMove = () => {
  const oldest = shortTerm.length < MOST ? undefined : oldestOwn();
  const connections = chosen().filter((id) => id !== oldest);
  const node = { ...sampleNode(feedId()), connections };
  return {
    label: oldest === undefined ? 'Remember' : 'Remember, forget the oldest',
    patch: [
      ...(oldest === undefined ? [] : forget(oldest, findNear(hint))),
      { op: 'add', path: `/memory/nodes/${node.id}`, value: node },
      { op: 'add', path: `${shortTerm.path}/-`, value: node },
      ...connect(node.id, connections, oldest),
    ],
  };
};

/** What a new node refers to: mostly a topic, often something recent. */
function chosen(): string[] {
  const ids = new Set<string>();
  const { length } = shortTerm;
  const add = (probability: number, id: string | undefined) => {
    if (id !== undefined && happens(probability)) ids.add(id);
  };
  // Some topics come up more often than others.
  add(0.72, longTerm.idAt(Math.floor(Math.random() ** 1.6 * longTerm.length)));
  for (const probability of [0.6, 0.25]) add(probability, shortTerm.idAt(length - 1 - upTo(Math.min(RECENT, length))));
  return [...ids];
}

function oldestOwn(): string | undefined {
  const expected = shortTerm.idAt(hint);
  if (expected !== undefined && isOwn(expected)) return expected;
  hint = Math.max(0, shortTerm.find(isOwn));
  const found = shortTerm.idAt(hint);
  return found !== undefined && isOwn(found) ? found : undefined;
}
