/** The patch that leads from one snapshot to another. What is the same object in both is passed over, however large it is. */
import { plain } from '../../plain.js';
import { pointerTo } from '../../tape/encode.js';
import type { PatchOperation } from '../../types.js';
import { type Container, containerOf } from '../lib/containers.js';

/** @returns RFC 6902 operations; none if both are the same */
export function patchBetween(now: unknown, then: unknown): PatchOperation[] {
  const operations: PatchOperation[] = [];
  compare(now, then, [], operations);
  return operations;
}

function compare(now: unknown, then: unknown, path: readonly string[], out: PatchOperation[]): void {
  if (Object.is(now, then)) return;
  const [from, to] = [containerOf(now), containerOf(then)];
  // Where elements of an array have moved, positions say nothing: it is replaced, unless it kept its length.
  if (!from || !to || from.kind !== to.kind || (from.kind === 'array' && from.count !== to.count))
    out.push({ op: 'replace', path: pointerTo(path), value: plain(then) });
  else entries(from, to, path, out);
}

function entries(from: Container, to: Container, path: readonly string[], out: PatchOperation[]): void {
  const wanted = new Set(namesOf(to));
  for (const name of namesOf(from)) if (!wanted.has(name)) out.push({ op: 'remove', path: pointerTo([...path, name]) });
  const present = new Set(namesOf(from));
  for (const name of wanted) {
    const value = to.get(name);
    if (present.has(name)) compare(from.get(name), value, [...path, name], out);
    else out.push({ op: 'add', path: pointerTo([...path, name]), value: plain(value) });
  }
}

const namesOf = (container: Container): string[] =>
  Array.from({ length: container.count }, (_, index) => container.nameAt(index));
