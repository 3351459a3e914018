/** Something that is remembered was of use again. */
import { upTo } from '../../lib/chance.ts';
import { token } from '../../lib/pointer.ts';
import { shortTerm } from '../../nodes/places.ts';
import { sync } from '../../state.ts';
import { interact } from './interact.ts';
import type { MakeMove } from './move.ts';

/** How far back one looks. */
const RECENT = 200;

export const recall: MakeMove = () => {
  const { length } = shortTerm;
  const index = length - 1 - upTo(Math.min(RECENT, length));
  const id = shortTerm.idAt(index);
  // There is nothing to recall yet.
  if (id === undefined) return interact();
  const now = Date.now();
  const places = [`/memory/nodes/${token(id)}`, `${shortTerm.path}/${index}`];
  return {
    label: 'Recall',
    patch: places.flatMap((path) => [
      { op: 'test' as const, path: `${path}/id`, value: id },
      { op: 'replace' as const, path: `${path}/metadata/accessCount`, value: timesRecalled(path) + 1 },
      { op: 'replace' as const, path: `${path}/lastUpdated`, value: now },
    ]),
  };
};

const timesRecalled = (path: string): number => (sync.get(`${path}/metadata/accessCount`) as number | undefined) ?? 0;
