/** A node taken out of everything that holds it, with every reference to it. */
import type { PatchOperation } from 'holdfast';
import { token } from '../lib/pointer.ts';
import { sync } from '../state.ts';
import { disconnect, dropReferrers, referrersOf } from './connections.ts';
import { type Find, findMany, placesOf } from './places.ts';

/** @param find how it and what refers to it is found in short-term memory */
export function forget(id: string, find: Find = findMany()): PatchOperation[] {
  return [
    ...(referrersOf(id) ?? []).flatMap((referrer) => withoutReference(referrer, id, find)),
    ...dropReferrers(id),
    ...disconnect(id, connectionsOf(id)),
    // Last, since other places in a list move when one goes.
    ...placesOf(id, find).flatMap((path): PatchOperation[] => [
      { op: 'test', path: `${path}/id`, value: id },
      { op: 'remove', path },
    ]),
  ];
}

function withoutReference(referrer: string, id: string, find: Find): PatchOperation[] {
  const index = connectionsOf(referrer).indexOf(id);
  if (index < 0) return [];
  return placesOf(referrer, find).flatMap((path): PatchOperation[] => [
    { op: 'test', path: `${path}/connections/${index}`, value: id },
    { op: 'remove', path: `${path}/connections/${index}` },
  ]);
}

const connectionsOf = (id: string): readonly string[] =>
  (sync.get(`/memory/nodes/${token(id)}/connections`) as readonly string[] | undefined) ?? [];
