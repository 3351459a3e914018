/**
 * `memory.connections`: of a node, which others refer to it. What a node itself refers to stands in the node.
 *
 * Kept this way so that nothing has to be searched when a node goes: who refers to it is known.
 */
import type { PatchOperation } from 'holdfast';
import type { MemoryNode } from 'holdfast/models/assistant';
import { token } from '../lib/pointer.ts';
import { sync } from '../state.ts';

const pathOf = (id: string): string => `/memory/connections/${token(id)}`;

/** Which nodes refer to it; `undefined` if none ever did. */
export const referrersOf = (id: string): readonly string[] | undefined =>
  sync.get(pathOf(id)) as readonly string[] | undefined;

/** Operations that note of each target that the node refers to it. @param leaving a node that the same patch takes away */
export function connect(id: string, targets: readonly string[], leaving?: string): PatchOperation[] {
  return targets.map((target) => {
    const path = pathOf(target);
    const isList = referrersOf(target)?.some((other) => other !== leaving);
    return isList ? { op: 'add', path: `${path}/-`, value: id } : { op: 'add', path, value: [id] };
  });
}

/** The same for new nodes that may refer to each other. */
export function connectAll(nodes: readonly MemoryNode[]): PatchOperation[] {
  const referrers = new Map<string, string[]>();
  for (const { id, connections } of nodes)
    for (const target of connections) referrers.set(target, [...(referrers.get(target) ?? []), id]);
  return [...referrers].flatMap(([target, ids]): PatchOperation[] => {
    const path = pathOf(target);
    if (!referrersOf(target)) return [{ op: 'add', path, value: ids }];
    return ids.map((value) => ({ op: 'add', path: `${path}/-`, value }));
  });
}

/** Operations that take back the same. */
export function disconnect(id: string, targets: readonly string[]): PatchOperation[] {
  return targets.flatMap((target): PatchOperation[] => {
    const referrers = referrersOf(target);
    const index = referrers?.indexOf(id) ?? -1;
    if (!referrers || index < 0) return [];
    const path = pathOf(target);
    if (referrers.length === 1) return [{ op: 'remove', path }];
    return [
      { op: 'test', path: `${path}/${index}`, value: id },
      { op: 'remove', path: `${path}/${index}` },
    ];
  });
}

/** Operations that end what is noted of a node that goes. */
export const dropReferrers = (id: string): PatchOperation[] =>
  referrersOf(id) ? [{ op: 'remove', path: pathOf(id) }] : [];
