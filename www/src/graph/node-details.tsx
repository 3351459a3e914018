/** What is known of the node that is looked at. */
import { IconPointer } from '@tabler/icons-react';
import type { AssistantState } from 'holdfast/models/assistant';
import { useSyncState } from 'holdfast/react';
import { useCallback } from 'react';
import { counted } from '../lib/format.ts';
import { textOf } from '../nodes/node-text.ts';
import { TypeMark } from '../nodes/type-mark.tsx';
import { Age } from '../shell/age.tsx';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';
import { Term, Terms } from '../shell/terms.tsx';
import { sync } from '../state.ts';
import classes from './node-details.module.css';

export function NodeDetails({ id }: { readonly id: string | undefined }) {
  const select = useCallback(
    (state: AssistantState) => (id === undefined ? undefined : state.memory.nodes.get(id)),
    [id],
  );
  const node = useSyncState(sync, select);
  return (
    <Panel id="graph-node" title="Node">
      {node ? (
        <>
          <p className={classes.text} data-testid="graph-node-text">
            {textOf(node)}
          </p>
          <Terms>
            <Term label="Type">
              <TypeMark type={node.type} />
            </Term>
            <Term label="Source">{node.metadata.source || 'none'}</Term>
            <Term label="Refers to">{counted(node.connections.length, 'node')}</Term>
            <Term label="Confidence">{node.metadata.confidence.toFixed(2)}</Term>
            <Term label="Recalled">{counted(node.metadata.accessCount, 'time')}</Term>
            <Term label="Changed">
              <Age of={node.lastUpdated} />
            </Term>
          </Terms>
        </>
      ) : (
        <Empty icon={IconPointer} title="Nothing chosen">
          Point at a node, or choose one of the list.
        </Empty>
      )}
    </Panel>
  );
}
