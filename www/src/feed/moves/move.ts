/** One thing that the assistant does while it is used: a patch, which is one update, and what the history calls it. */
import type { PatchOperation } from 'holdfast';
import type { List } from '../../lib/list.ts';
import { freshId } from '../../nodes/fresh-id.ts';

export interface Move {
  readonly label: string;
  readonly patch: readonly PatchOperation[];
}

/** Makes the move that fits the state as it is now. */
export type MakeMove = () => Move;

const PREFIX = 'feed';

export const feedId = (): string => freshId(PREFIX);

/** Whether the feed has made it: only that is forgotten to make room. What people have added stays. */
export const isOwn = (id: string): boolean => id.startsWith(`${PREFIX}-`);

/** Operations that end with a new record at the end of a list, without its own oldest if it holds `most` already. */
export function append(list: List, record: unknown, most: number): PatchOperation[] {
  const { path } = list;
  const add: PatchOperation = { op: 'add', path: `${path}/-`, value: record };
  const oldest = list.length < most ? -1 : list.find(isOwn);
  if (oldest < 0) return [add];
  return [
    // Another tab may have moved it in the meantime.
    { op: 'test', path: `${path}/${oldest}/id`, value: list.idAt(oldest) },
    { op: 'remove', path: `${path}/${oldest}` },
    add,
  ];
}
