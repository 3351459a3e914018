/** Deletes a node. The focus, which goes with it, is given to the row that takes its place. */
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
      onClick={({ currentTarget }) => {
        const next = neighbour(currentTarget);
        if (deleteNode(node.id).accepted) next?.focus();
      }}
    >
      <IconTrash size={16} stroke={1.7} aria-hidden />
    </button>
  );
}

/** The same button of the row below, or else above; without another row the search of the list. */
function neighbour(button: HTMLElement): HTMLElement | null | undefined {
  const row = button.closest('li');
  const other = row?.nextElementSibling ?? row?.previousElementSibling;
  return other
    ? other.querySelector<HTMLElement>(`.${classes.button}`)
    : row?.closest('section')?.querySelector('input');
}
