/** Where a node is: in `memory.nodes`, and in short-term or long-term memory. */
import { List } from '../lib/list.ts';
import { token } from '../lib/pointer.ts';
import { sync } from '../state.ts';

export const shortTerm = new List('/memory/shortTerm');
export const longTerm = new List('/memory/longTerm');

/** How far from a hint a node is looked for before it is looked for everywhere. */
const NEAR = 200;

/** The pointers of all that holds a node. @param near about where in short-term memory it is, if that is known */
export function placesOf(id: string, near?: number): string[] {
  const short = placeInShortTerm(id, near);
  const long = short < 0 ? longTerm.find((other) => other === id) : -1;
  const path = `/memory/nodes/${token(id)}`;
  return [
    ...(sync.get(`${path}/id`) === undefined ? [] : [path]),
    ...(short < 0 ? [] : [`${shortTerm.path}/${short}`]),
    ...(long < 0 ? [] : [`${longTerm.path}/${long}`]),
  ];
}

function placeInShortTerm(id: string, near: number | undefined): number {
  const found = near === undefined ? -1 : shortTerm.find((other) => other === id, near, near + NEAR);
  // From the end: what people change is mostly new.
  return found >= 0 ? found : sync.getState().memory.shortTerm.findLastIndex((node) => node.id === id);
}
