/**
 * What is drawn of a memory of any size: the newest nodes, and of what they refer to the most referred to, up to a number that
 * a person can still look at. Only those are read.
 */
import type { AssistantState, MemoryNode } from 'holdfast/models/assistant';

type Memory = AssistantState['memory'];

/** Nodes that are drawn at most, and how many of them are chosen for being new. */
export const MOST = 320;
const NEWEST = 220;

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
    const node = memory.nodes.get(id);
    if (node) chosen.set(id, node);
  };
  for (const id of newest(memory)) take(id);
  for (const id of referredTo(memory, chosen)) if (chosen.size < MOST) take(id);
  const nodes = Array.from(chosen, ([id, node]) => ({ id, node, referrers: referrersOf(memory, id) }));
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

/** What the chosen refer to and is not chosen itself, the most referred to first; then the same of those. */
function referredTo(memory: Memory, chosen: ReadonlyMap<string, MemoryNode>): string[] {
  const found = new Set<string>();
  let border = [...chosen.values()];
  while (border.length > 0 && chosen.size + found.size < MOST) {
    const next = new Set(border.flatMap(({ connections }) => connections));
    const fresh = [...next].filter((id) => !chosen.has(id) && !found.has(id));
    fresh.sort((a, b) => referrersOf(memory, b) - referrersOf(memory, a));
    for (const id of fresh) found.add(id);
    border = fresh.flatMap((id) => memory.nodes.get(id) ?? []);
  }
  return [...found];
}

const referrersOf = (memory: Memory, id: string): number => memory.connections.get(id)?.length ?? 0;
