/**
 * `memory.connections`: of a node, which others refer to it. What a node itself refers to stands in the node.
 *
 * Kept this way so that nothing has to be searched when a node goes: who refers to it is known.
 */
import type { PatchOperation } from 'holdfast';
import type { AssistantState } from 'holdfast/models/assistant';
import { token } from '../lib/pointer.ts';

type Memory = AssistantState['memory'];

/** Operations that note of each target that the node refers to it. @param leaving a node that the same patch takes away */
export function connect(memory: Memory, id: string, targets: readonly string[], leaving?: string): PatchOperation[] {
  return targets.map((target) => {
    const known = memory.connections.get(target);
    const isList = known?.some((other) => other !== leaving);
    const path = `/memory/connections/${token(target)}`;
    return isList ? { op: 'add', path: `${path}/-`, value: id } : { op: 'add', path, value: [id] };
  });
}

/** Operations that take back the same. */
export function disconnect(memory: Memory, id: string, targets: readonly string[]): PatchOperation[] {
  return targets.flatMap((target): PatchOperation[] => {
    const known = memory.connections.get(target);
    const index = known?.indexOf(id) ?? -1;
    if (!known || index < 0) return [];
    const path = `/memory/connections/${token(target)}`;
    if (known.length === 1) return [{ op: 'remove', path }];
    return [
      { op: 'test', path: `${path}/${index}`, value: id },
      { op: 'remove', path: `${path}/${index}` },
    ];
  });
}
