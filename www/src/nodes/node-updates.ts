/**
 * What the dashboard does to memory nodes, as JSON Patches: each is one update, whole or not at all.
 *
 * A node is in `memory.nodes` and, as long as it is fresh, in `memory.shortTerm`, later in `memory.longTerm`. The rules
 * of the model want both to agree, so every change goes to both places.
 */
import type { PatchOperation, UpdateReceipt } from 'holdfast';
import type { MemoryNode } from 'holdfast/models/assistant';
import { counted } from '../lib/format.ts';
import { token } from '../lib/pointer.ts';
import { SOURCE, sync } from '../state.ts';
import { connectAll } from './connections.ts';
import { forget } from './forget.ts';
import { placesOf } from './places.ts';
import { saving } from './saving.ts';

/** Adds nodes; `source` is who the history and the events name. */
export function addNodes(nodes: readonly MemoryNode[], source = SOURCE): UpdateReceipt {
  const patch = nodes.flatMap((node): PatchOperation[] => [
    { op: 'add', path: `/memory/nodes/${token(node.id)}`, value: node },
    { op: 'add', path: '/memory/shortTerm/-', value: node },
  ]);
  return update(
    [...patch, ...connectAll(nodes)],
    nodes.map(({ id }) => id),
    `Add ${counted(nodes.length, 'node')}`,
    source,
  );
}

/** Changes how sure the assistant is of a node, 0 to 1. */
export const setConfidence = (id: string, confidence: number): UpdateReceipt =>
  setMetadata(id, 'confidence', confidence);

/** Gives a node other tags. */
export const setTags = (id: string, tags: readonly string[]): UpdateReceipt => setMetadata(id, 'tags', tags);

/** Takes a node out of everything that holds it or refers to it. */
export const deleteNode = (id: string): UpdateReceipt => update(forget(id), [id], 'Delete a node');

function setMetadata(id: string, field: 'confidence' | 'tags', value: unknown): UpdateReceipt {
  const now = Date.now();
  const patch = placesOf(id).flatMap((path): PatchOperation[] => [
    { op: 'test', path: `${path}/id`, value: id },
    { op: 'replace', path: `${path}/metadata/${field}`, value },
    { op: 'replace', path: `${path}/metadata/lastUpdated`, value: now },
    { op: 'replace', path: `${path}/lastUpdated`, value: now },
  ]);
  return update(patch, [id], field === 'tags' ? 'Other tags' : 'Other confidence');
}

/** @param label what the history calls it */
function update(
  patch: readonly PatchOperation[],
  ids: readonly string[],
  label: string,
  source = SOURCE,
): UpdateReceipt {
  const receipt = sync.update(patch, { source, label });
  if (receipt.accepted) saving.add(ids, receipt.durable);
  return receipt;
}
