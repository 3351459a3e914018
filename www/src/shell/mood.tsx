/** A word with the colour of how good it is; the word alone says it too. */
import type { ReactNode } from 'react';
import classes from './mood.module.css';

export type MoodName = 'good' | 'busy' | 'bad' | 'idle';

interface MoodProps {
  readonly mood: MoodName;
  readonly testId?: string;
  readonly children: ReactNode;
}

export function Mood({ mood, testId, children }: MoodProps) {
  return (
    <span className={classes.mood} data-mood={mood} data-testid={testId}>
      {children}
    </span>
  );
}
