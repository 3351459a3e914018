/** Opening and closing entries of the tree; what is open inside of one that is closed is forgotten. */
import type { Opened } from './flat-tree.js';

/** With this entry open, and all around it. */
export function withOpen(opened: Opened, [name, ...rest]: readonly string[]): Opened {
  if (name === undefined) return opened;
  return new Map(opened).set(name, withOpen(opened.get(name) ?? new Map(), rest));
}

/** With this entry closed. */
export function withClosed(opened: Opened, [name, ...rest]: readonly string[]): Opened {
  if (name === undefined) return opened;
  const now = new Map(opened);
  const below = now.get(name);
  if (rest.length === 0) now.delete(name);
  else if (below) now.set(name, withClosed(below, rest));
  return now;
}
