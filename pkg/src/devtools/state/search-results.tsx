/** What was found, as a list; choosing an entry shows it in the detail beside it, Enter in the tree. */
import { count, counted } from '../lib/format.js';
import { Rows } from '../rows/rows.js';
import type { Results } from './use-search.js';
import { Value } from './value.js';

interface SearchResultsProps {
  readonly results: Results;
  readonly read: (pointer: string) => unknown;
  readonly chosen: string;
  readonly onChosen: (path: readonly string[]) => void;
  readonly onEnter: () => void;
}

export function SearchResults({ results, read, chosen, onChosen, onEnter }: SearchResultsProps) {
  const { found, seen, isDone, isCut } = results;
  const verdict = isDone
    ? `${counted(found.length, 'place')}${isCut ? ', and more' : ''}`
    : `Searching: ${count(seen)} looked at`;
  return (
    <div className="stack">
      <p className="note" role="status">
        {verdict}
      </p>
      <Rows
        role="listbox"
        label="Places found"
        count={found.length}
        rowHeight={22}
        active={found.findIndex(({ pointer }) => pointer === chosen)}
        onActive={(index) => onChosen(found[index]?.path ?? [])}
        onKey={({ key }) => {
          if (key === 'Enter') onEnter();
          return key === 'Enter';
        }}
        row={(index) => {
          const { pointer = '' } = found[index] ?? {};
          return {
            key: pointer,
            content: (
              <span className="node">
                <span className="node-name">{pointer}</span>
                <Value value={read(pointer)} />
              </span>
            ),
          };
        }}
      />
    </div>
  );
}
