/** What an update changed: before and after where both were seen, else what stands there now. */
import { useState } from 'react';
import type { HistoryEntry } from '../../types.js';
import { count } from '../lib/format.js';
import { valueAt } from '../lib/value-at.js';
import { usePanel } from '../panel/context.js';
import { Value } from '../state/value.js';

/** At first; the rest on demand. */
const FIRST = 50;

export function Changes({ version, pointers }: Pick<HistoryEntry, 'version' | 'pointers'>) {
  const { sync, recorder, jump } = usePanel();
  const [limit, setLimit] = useState(FIRST);
  const before = recorder.at(version - 1);
  const after = recorder.at(version);
  const isSeen = before !== undefined && after !== undefined;
  return (
    <section aria-label="Changes">
      <h4>{isSeen ? 'What it changed' : 'What it changed, with the present values'}</h4>
      {!isSeen && (
        <p className="note">What was there before is known of updates that are made while the panel is open.</p>
      )}
      <ul className="changes">
        {pointers.slice(0, limit).map((pointer) => (
          <li key={pointer} className="change">
            <button
              type="button"
              className="link"
              aria-label={`Show ${pointer} in the State tab`}
              onClick={() => jump(pointer)}
            >
              {pointer || '(the whole)'}
            </button>
            {isSeen ? (
              <Difference before={valueAt(before, pointer)} after={valueAt(after, pointer)} />
            ) : (
              <Value value={sync.get(pointer)} />
            )}
          </li>
        ))}
      </ul>
      {pointers.length > limit && (
        <button type="button" className="button" onClick={() => setLimit(pointers.length)}>
          Show all {count(pointers.length)}
        </button>
      )}
    </section>
  );
}

function Difference({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  return (
    <span className="difference">
      {before !== undefined && (
        <del>
          <Value value={before} />
        </del>
      )}
      {after !== undefined && (
        <ins>
          <Value value={after} />
        </ins>
      )}
    </span>
  );
}
