/** Deletes a node. */
import { IconTrash } from '@tabler/icons-react';
import type { MemoryNode } from 'holdfast/models/assistant';
import classes from './delete-button.module.css';
import { textOf } from './node-text.ts';
import { deleteNode } from './node-updates.ts';

export function DeleteButton({ node }: { readonly node: MemoryNode }) {
  return (
    <button
      className={classes.button}
      type="button"
      aria-label={`Delete “${textOf(node)}”`}
      title="Delete"
      onClick={() => deleteNode(node.id)}
    >
      <IconTrash size={16} stroke={1.7} aria-hidden />
    </button>
  );
}
