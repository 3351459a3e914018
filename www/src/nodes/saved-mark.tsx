/** Whether a node's newest change is on disk. */
import { IconCheck, IconLoader2, IconMinus } from '@tabler/icons-react';
import { useCallback, useSyncExternalStore } from 'react';
import { useStatus } from '../lib/use-status.ts';
import classes from './saved-mark.module.css';
import { saving } from './saving.ts';

export function SavedMark({ id }: { readonly id: string }) {
  const isSaving = useSyncExternalStore(
    saving.subscribe,
    useCallback(() => saving.has(id), [id]),
  );
  const isInMemory = useStatus(({ durability }) => durability === 'memory');
  const [label, Icon] = isInMemory
    ? (['In memory only', IconMinus] as const)
    : isSaving
      ? (['Saving', IconLoader2] as const)
      : (['Saved', IconCheck] as const);
  return (
    <span
      className={classes.mark}
      data-testid="node-saved"
      data-saved={!isSaving && !isInMemory}
      data-saving={isSaving && !isInMemory}
      title={label}
    >
      <Icon size={14} stroke={2} aria-label={label} role="img" />
    </span>
  );
}
