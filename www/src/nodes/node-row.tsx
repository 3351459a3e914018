/** One node. Renders when this node changes, and not with the others. */
import type { AssistantState } from 'holdfast/models/assistant';
import { useSyncState } from 'holdfast/react';
import { memo, useCallback } from 'react';
import { sync } from '../state.ts';
import { Confidence } from './confidence.tsx';
import { DeleteButton } from './delete-button.tsx';
import classes from './node-row.module.css';
import { NodeSummary } from './node-summary.tsx';
import { SavedMark } from './saved-mark.tsx';
import { Tags } from './tags.tsx';

interface NodeRowProps {
  readonly id: string;
  /** Pixels from the top of the list. */
  readonly top: number;
  readonly height: number;
  /** From 1, of `of`. */
  readonly position: number;
  readonly of: number;
}

export const NodeRow = memo(function NodeRow({ id, top, height, position, of }: NodeRowProps) {
  const select = useCallback((state: AssistantState) => state.memory.nodes.get(id), [id]);
  const node = useSyncState(sync, select);
  // Gone already, while the list has not rendered anew.
  if (!node) return null;
  const { confidence, tags } = node.metadata;
  return (
    <li
      className={classes.row}
      style={{ height, transform: `translateY(${top}px)` }}
      aria-posinset={position}
      aria-setsize={of}
      data-testid="node"
      data-node={id}
    >
      <NodeSummary node={node} />
      <Confidence id={id} value={confidence} />
      <Tags id={id} tags={tags} />
      <div className={classes.end}>
        <SavedMark id={id} />
        <DeleteButton node={node} />
      </div>
    </li>
  );
});
