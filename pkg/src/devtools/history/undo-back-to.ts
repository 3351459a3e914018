import type { AnySync } from '../lib/any-sync.js';
import { counted } from '../lib/format.js';

/** Takes back this tab's updates that are newer than a version, one after the other; says how far it got. */
export function undoBackTo(sync: AnySync, version: number): string {
  const left = () =>
    sync.history().filter((entry) => entry.version > version && !entry.undone && entry.source !== 'undo').length;
  let done = 0;
  for (let before = left(); before > 0; ) {
    if (!sync.undo()) return `${counted(done, 'update')} undone, ${before} left: ${whyNot(sync)}`;
    done++;
    const now = left();
    // What was taken back was older: nothing newer can be.
    if (now >= before) return `${counted(done, 'update')} undone, ${now} left.`;
    before = now;
  }
  return `${counted(done, 'update')} undone.`;
}

/** Why the last undo or redo did not work. */
export function whyNot(sync: AnySync): string {
  return sync.status.lastRejection?.issues[0]?.message ?? 'there is nothing that can be taken back';
}
