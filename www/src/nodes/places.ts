/** Where a node is: in `memory.nodes`, and in short-term or long-term memory. */
import { List } from '../lib/list.ts';
import { token } from '../lib/pointer.ts';
import { sync } from '../state.ts';

export const shortTerm = new List('/memory/shortTerm');
export const longTerm = new List('/memory/longTerm');

/** Finds a node in short-term memory: its index, or -1. */
export type Find = (id: string) => number;

/** From the end: what people change is mostly new. */
export const findNewest: Find = (id) => sync.getState().memory.shortTerm.findLastIndex((node) => node.id === id);

/** Looks at so many from a place where it is likely to be, then everywhere. */
export const findNear =
  (from: number, count = 200): Find =>
  (id) => {
    const found = shortTerm.find((other) => other === id, from, from + count);
    return found >= 0 ? found : findNewest(id);
  };

/** For many: looks at every node once. */
export function findMany(): Find {
  const places = new Map(sync.getState().memory.shortTerm.map(({ id }, index) => [id, index]));
  return (id) => places.get(id) ?? -1;
}

/** The pointers of all that holds a node. */
export function placesOf(id: string, find: Find = findNewest): string[] {
  const short = find(id);
  const long = short < 0 ? longTerm.find((other) => other === id) : -1;
  const path = `/memory/nodes/${token(id)}`;
  return [
    ...(sync.get(`${path}/id`) === undefined ? [] : [path]),
    ...(short < 0 ? [] : [`${shortTerm.path}/${short}`]),
    ...(long < 0 ? [] : [`${longTerm.path}/${long}`]),
  ];
}
