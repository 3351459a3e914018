/** The State tab: the tree or what a search has found, and beside it the value that is chosen. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { parsePointer } from '../../pointer.js';
import { pointerTo } from '../../tape/encode.js';
import type { AnySync } from '../lib/any-sync.js';
import { containerOf } from '../lib/containers.js';
import { useThrottled } from '../lib/use-throttled.js';
import { usePanel } from '../panel/context.js';
import { useKept } from '../panel/use-kept.js';
import { Detail } from './detail.js';
import { Branch, type Opened } from './flat-tree.js';
import { withOpen } from './opened.js';
import { SearchBar } from './search-bar.js';
import { SearchResults } from './search-results.js';
import { Tree } from './tree.js';
import { useSearch } from './use-search.js';

/** The state itself; its identity says whether it has changed. */
const readState = (sync: AnySync) => sync.get('');
const readCanEdit = ({ status: { phase } }: AnySync) => !['loading', 'error', 'closed', 'recovering'].includes(phase);

const NONE: Opened = new Map();

export function StateTab() {
  const { sync, root, target, arrived } = usePanel();
  const wantsFocus = useRef(false);
  const state = useThrottled(sync, readState);
  const canEdit = useThrottled(sync, readCanEdit);
  const [opened, setOpened] = useKept<Opened>('state.opened', NONE);
  const [chosen, setChosen] = useKept<readonly string[]>('state.chosen', []);
  const [isEditing, setEditing] = useState(false);
  const [text, setText] = useKept('state.search', '');
  const [deep, setDeep] = useKept('state.deep', false);
  const results = useSearch(sync, text, deep);
  const branch = useMemo(() => {
    const container = containerOf(state);
    return container && new Branch(container, opened);
  }, [state, opened]);

  const choose = (path: readonly string[]) => {
    setChosen(path);
    setEditing(false);
  };
  const show = (path: readonly string[]) => {
    setText('');
    setOpened((before) => withOpen(before, path.slice(0, -1)));
    choose(path);
    wantsFocus.current = true;
  };
  // What led here is gone, and the focus with it.
  useEffect(() => {
    const tree = wantsFocus.current ? root.querySelector<HTMLElement>('[role=tree]') : null;
    if (!tree) return;
    wantsFocus.current = false;
    tree.focus();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each jump
  useEffect(() => {
    if (target === undefined) return;
    show(parsePointer(target));
    arrived();
  }, [target]);

  if (!branch) return <p className="empty">The state is one value: {String(state)}</p>;
  const pointer = pointerTo(chosen);
  const isChosen = chosen.length > 0 && sync.get(pointer) !== undefined;
  return (
    <div className="split">
      <div className="stack side">
        <SearchBar text={text} onText={setText} deep={deep} onDeep={setDeep} onCloseAll={() => setOpened(NONE)} />
        {results ? (
          <SearchResults
            results={results}
            read={(at) => sync.get(at)}
            chosen={pointer}
            onChosen={choose}
            onEnter={() => show(chosen)}
          />
        ) : (
          <Tree
            branch={branch}
            opened={opened}
            onOpened={setOpened}
            chosen={chosen}
            onChosen={choose}
            onEnter={() => canEdit && setEditing(true)}
          />
        )}
      </div>
      {isChosen ? (
        <Detail
          pointer={pointer}
          value={sync.get(pointer)}
          isEditing={isEditing}
          onEditing={setEditing}
          canEdit={canEdit}
        />
      ) : (
        <section className="detail" aria-label="Chosen value">
          <p className="note">
            {chosen.length > 0 ? `There is nothing at ${pointer} now.` : 'Choose a value to see, copy or change it.'}
          </p>
        </section>
      )}
    </div>
  );
}
