/** Where a node is: in `memory.nodes`, and in short-term or long-term memory. */
import type { AssistantState } from 'holdfast/models/assistant';
import { token } from '../lib/pointer.ts';

type Memory = AssistantState['memory'];

/** How far from a hint a node is looked for before it is looked for everywhere. */
const NEAR = 200;

/** The pointers of all that holds a node. @param near about where in short-term memory it is, if that is known */
export function placesOf({ nodes, shortTerm, longTerm }: Memory, id: string, near?: number): string[] {
  const short = indexOf(shortTerm, id, near);
  const long = short < 0 ? longTerm.findLastIndex((node) => node.id === id) : -1;
  return [
    ...(nodes.has(id) ? [`/memory/nodes/${token(id)}`] : []),
    ...(short < 0 ? [] : [`/memory/shortTerm/${short}`]),
    ...(long < 0 ? [] : [`/memory/longTerm/${long}`]),
  ];
}

function indexOf(shortTerm: Memory['shortTerm'], id: string, near?: number): number {
  if (near !== undefined) {
    const end = Math.min(shortTerm.length, near + NEAR);
    for (let index = near; index < end; index++) if (shortTerm[index]?.id === id) return index;
  }
  // From the end: what is changed is mostly new.
  return shortTerm.findLastIndex((node) => node.id === id);
}
