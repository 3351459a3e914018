/**
 * What is drawn of a memory of any size: the newest nodes, those that most others refer to with some of the others, and then what all
 * of these refer to, up to a number that a person can still look at. Only those are read.
 */
import type { AssistantState, MemoryNode } from 'holdfast/models/assistant';

type Memory = AssistantState['memory'];

/** Nodes that are drawn at most, and how many of them are chosen for what. */
export const MOST = 320;
const NEWEST = 150;
const HUBS = 12;
const OF_EACH_HUB = 9;

export interface GraphNode {
  readonly id: string;
  readonly node: MemoryNode;
  /** How many others refer to it, in the whole memory. */
  readonly referrers: number;
}

export interface Link {
  readonly source: string;
  readonly target: string;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly Link[];
  /** Nodes in the whole memory. */
  readonly total: number;
}

export function chooseGraph(memory: Memory): Graph {
  const chosen = new Map<string, MemoryNode>();
  const take = (id: string) => {
    const node = chosen.size < MOST ? memory.nodes.get(id) : undefined;
    if (node) chosen.set(id, node);
  };
  newest(memory).forEach(take);
  hubs(memory).forEach(take);
  // What is found on the way is looked at as well.
  for (const { connections } of chosen.values()) connections.filter((id) => !chosen.has(id)).forEach(take);
  const nodes = Array.from(chosen, ([id, node]) => ({ id, node, referrers: referrersOf(memory, id).length }));
  const links = nodes.flatMap(({ id, node }) =>
    node.connections.filter((target) => chosen.has(target)).map((target) => ({ source: id, target })),
  );
  return { nodes, links, total: memory.nodes.size };
}

function newest({ shortTerm, longTerm }: Memory): string[] {
  const ids: string[] = [];
  for (const list of [shortTerm, longTerm])
    for (let index = list.length - 1; index >= 0 && ids.length < NEWEST; index--) {
      const id = list[index]?.id;
      if (id !== undefined) ids.push(id);
    }
  return ids;
}

/** What most others refer to, each followed by the newest of those. */
function hubs(memory: Memory): string[] {
  const sorted = [...memory.connections].sort(([, a], [, b]) => b.length - a.length).slice(0, HUBS);
  return sorted.flatMap(([id, referrers]) => [id, ...referrers.slice(-OF_EACH_HUB)]);
}

const referrersOf = ({ connections }: Memory, id: string): readonly string[] => connections.get(id) ?? [];
