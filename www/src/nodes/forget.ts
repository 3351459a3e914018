/** A node taken out of everything that holds it, with every reference to it. */
import type { PatchOperation } from 'holdfast';
import type { AssistantState } from 'holdfast/models/assistant';
import { token } from '../lib/pointer.ts';
import { disconnect } from './connections.ts';
import { placesOf } from './places.ts';

type Memory = AssistantState['memory'];

/** @param near about where in short-term memory it is, if that is known; what refers to it is then near too */
export function forget(memory: Memory, id: string, near?: number): PatchOperation[] {
  const referrers = memory.connections.get(id) ?? [];
  return [
    ...referrers.flatMap((referrer) => withoutReference(memory, referrer, id, near)),
    ...(memory.connections.has(id) ? [{ op: 'remove', path: `/memory/connections/${token(id)}` } as const] : []),
    ...disconnect(memory, id, memory.nodes.get(id)?.connections ?? []),
    // Last, since other places in a list move when one goes.
    ...placesOf(memory, id, near).flatMap((path): PatchOperation[] => [
      { op: 'test', path: `${path}/id`, value: id },
      { op: 'remove', path },
    ]),
  ];
}

function withoutReference(memory: Memory, referrer: string, id: string, near?: number): PatchOperation[] {
  const index = memory.nodes.get(referrer)?.connections.indexOf(id) ?? -1;
  if (index < 0) return [];
  return placesOf(memory, referrer, near).flatMap((path): PatchOperation[] => [
    { op: 'test', path: `${path}/connections/${index}`, value: id },
    { op: 'remove', path: `${path}/connections/${index}` },
  ]);
}
