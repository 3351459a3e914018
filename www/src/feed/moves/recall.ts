/** Something that is remembered was of use again. */
import { upTo } from '../../lib/chance.ts';
import { token } from '../../lib/pointer.ts';
import { interact } from './interact.ts';
import type { MakeMove } from './move.ts';

/** How far back one looks. */
const RECENT = 200;

export const recall: MakeMove = (state) => {
  const { nodes, shortTerm } = state.memory;
  const index = shortTerm.length - 1 - upTo(Math.min(RECENT, shortTerm.length));
  const id = shortTerm[index]?.id;
  const node = id === undefined ? undefined : nodes.get(id);
  // There is nothing to recall yet.
  if (!node) return interact(state);
  const now = Date.now();
  const places = [`/memory/nodes/${token(node.id)}`, `/memory/shortTerm/${index}`];
  return {
    label: 'Recall',
    patch: places.flatMap((path) => [
      { op: 'test' as const, path: `${path}/id`, value: node.id },
      { op: 'replace' as const, path: `${path}/metadata/accessCount`, value: node.metadata.accessCount + 1 },
      { op: 'replace' as const, path: `${path}/lastUpdated`, value: now },
    ]),
  };
};
