/** What the engine is doing, and what an update that counts as saved survives. */
import { Tooltip } from '@mantine/core';
import { useSettled } from '../lib/use-settled.ts';
import { useShownStatus } from '../lib/use-status.ts';
import classes from './status-badge.module.css';

const survives = {
  strict: 'Saved updates survive a power cut',
  relaxed: 'Saved updates survive a crash of the browser',
  memory: 'Nothing survives this page: there is no storage',
} as const;

const moods: Record<string, string> = { ready: 'good', syncing: 'good', error: 'bad', closed: 'bad' };

export function StatusBadge() {
  const { phase, durability } = useShownStatus();
  // Most saves take milliseconds; a badge that flickers says nothing.
  const steady = useSettled(phase, 150);
  const mood = durability === 'memory' ? 'bad' : (moods[steady] ?? 'busy');
  return (
    <Tooltip label={survives[durability]}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what the tip says has to be there for the keyboard too */}
      <span className={classes.badge} data-mood={mood} tabIndex={0}>
        <span className={classes.dot} aria-hidden />
        <span data-testid="phase">{steady}</span>
        <span className={classes.durability} data-testid="durability">
          {durability}
        </span>
      </span>
    </Tooltip>
  );
}
