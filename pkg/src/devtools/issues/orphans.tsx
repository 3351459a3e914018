/** Entries that nothing holds, by the rules of the model, as they were when the tab was opened or after the last check. */
import { useMemo } from 'react';
import { counted } from '../lib/format.js';
import { usePanel } from '../panel/context.js';

/** More are not listed. */
const LIMIT = 50;

export function Orphans({ after }: { readonly after: unknown }) {
  const { sync, jump } = usePanel();
  // biome-ignore lint/correctness/useExhaustiveDependencies: again after each check, and not after each update: it is a walk
  const orphans = useMemo(() => sync.findOrphanedData(), [sync, after]);
  if (orphans.length === 0) return null;
  return (
    <section aria-label="Orphans">
      <h3>{counted(orphans.length, 'orphan')}</h3>
      <ul className="plain-list">
        {orphans.slice(0, LIMIT).map((pointer) => (
          <li key={pointer}>
            <button type="button" className="link" onClick={() => jump(pointer)}>
              {pointer}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
