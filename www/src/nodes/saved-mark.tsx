/** Whether a node's newest change is on disk. */
import { IconCheck, IconLoader2 } from '@tabler/icons-react';
import { useCallback, useSyncExternalStore } from 'react';
import classes from './saved-mark.module.css';
import { saving } from './saving.ts';

export function SavedMark({ id }: { readonly id: string }) {
  const isSaving = useSyncExternalStore(
    saving.subscribe,
    useCallback(() => saving.has(id), [id]),
  );
  const label = isSaving ? 'Saving' : 'Saved';
  const Icon = isSaving ? IconLoader2 : IconCheck;
  return (
    <span className={classes.mark} data-testid="node-saved" data-saved={!isSaving} title={label}>
      <Icon size={14} stroke={2} aria-label={label} role="img" />
    </span>
  );
}
