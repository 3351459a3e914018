/** The updates of the history that changed a value, or something in it. */

import { nameOf } from '../history/name-of.js';
import type { AnySync } from '../lib/any-sync.js';
import { timeOfDay } from '../lib/format.js';
import { useThrottled } from '../lib/use-throttled.js';
import { usePanel } from '../panel/context.js';

const readHistory = (sync: AnySync) =>
  ['loading', 'error', 'closed'].includes(sync.status.phase) ? [] : sync.readHistory();

const touches = (pointer: string, changed: string): boolean =>
  changed === pointer || changed.startsWith(`${pointer}/`) || pointer.startsWith(`${changed}/`);

/** More are in the History tab. */
const LIMIT = 5;

export function ChangedBy({ pointer }: { readonly pointer: string }) {
  const { sync, showVersion } = usePanel();
  const entries = useThrottled(sync, readHistory)
    .filter(({ pointers }) => pointers.some((changed) => touches(pointer, changed)))
    .slice(-LIMIT)
    .reverse();
  if (entries.length === 0) return <p className="note">No update in the history has changed it.</p>;
  return (
    <>
      <h4>Changed by</h4>
      <ul className="plain-list">
        {entries.map((entry) => (
          <li key={entry.version}>
            <span className="badge">v{entry.version}</span>{' '}
            <button type="button" className="link" onClick={() => showVersion(entry.version)}>
              {nameOf(entry)}
            </button>{' '}
            <span className="note">{timeOfDay(entry.timestamp)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
