/** The memory nodes: a search, and the list of what it finds. */
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { AssistantState } from 'holdfast/models/assistant';
import { useSyncState } from 'holdfast/react';
import { useDeferredValue, useMemo, useState } from 'react';
import { count } from '../lib/format.ts';
import { Panel } from '../shell/panel.tsx';
import { sync } from '../state.ts';
import { findNodes } from './find-nodes.ts';
import { NoNodes } from './no-nodes.tsx';
import { NodeList } from './node-list.tsx';
import classes from './nodes.module.css';

const nodesOf = (state: AssistantState) => state.memory.nodes;

export function Nodes() {
  const nodes = useSyncState(sync, nodesOf);
  const [query, setQuery] = useState('');
  // Typing comes first: the list follows when there is time.
  const deferred = useDeferredValue(query);
  const ids = useMemo(() => findNodes(nodes, deferred), [nodes, deferred]);
  const total = count(nodes.size);
  return (
    <Panel
      id="nodes"
      title="Memory nodes"
      note={<span data-testid="node-count">{deferred.trim() ? `${count(ids.length)} of ${total}` : total}</span>}
      actions={
        <TextInput
          className={classes.search}
          type="search"
          size="sm"
          aria-label="Search memory nodes"
          placeholder="Search text, type, source, tag"
          leftSection={<IconSearch size={16} stroke={1.8} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      }
    >
      {ids.length > 0 ? <NodeList ids={ids} /> : <NoNodes query={deferred.trim()} />}
    </Panel>
  );
}
