/**
 * Whether everything is on disk, and since when. What is seen is true at every moment; what is read out waits until it
 * has settled.
 */
import { IconCheck, IconLoader2 } from '@tabler/icons-react';
import { ago } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';
import { useSettled } from '../lib/use-settled.ts';
import { useShownStatus } from '../lib/use-status.ts';
import classes from './saved.module.css';

export function Saved() {
  const { pending, lastSavedAt, durability } = useShownStatus();
  const now = useNow(1000, lastSavedAt ?? 0);
  const saving = pending > 0;
  const said = useSettled(saving ? 'Saving' : 'All changes are saved', 600);
  if (durability === 'memory') return <span className={classes.saved}>Not saved: memory only</span>;
  return (
    <span className={classes.saved} data-saving={saving}>
      {saving ? (
        <IconLoader2 className={classes.turning} size={15} aria-hidden />
      ) : (
        <IconCheck className={classes.check} size={15} stroke={2.4} aria-hidden />
      )}
      <span data-testid="saved">
        {saving ? 'Saving…' : lastSavedAt === null ? 'All saved' : `Saved ${ago(lastSavedAt, now)}`}
      </span>
      <output className="said" aria-live="polite">
        {said}
      </output>
    </span>
  );
}
