/** What the newest optimisation that dropped something did, and when there was one last. */

import { bytes, count, duration, timeOfDay } from '../lib/format.ts';
import { Age } from '../shell/age.tsx';
import { Figure } from '../shell/figure.tsx';
import { Figures } from '../shell/figures.tsx';
import { droppedBy, type Run } from './runs.ts';

interface RunFiguresProps {
  readonly last: Run;
  readonly fruitful: Run | null;
}

export function RunFigures({ last, fruitful }: RunFiguresProps) {
  const shown = fruitful ?? last;
  const rules = Object.entries(shown.removed).filter(([, removed]) => removed > 0);
  return (
    <Figures>
      <Figure label="Last run" note={`by the ${last.by}, ${duration(last.durationMs)}`}>
        <Age of={last.at} />
      </Figure>
      <Figure
        label="Dropped"
        testId="dropped"
        note={
          rules.length > 0
            ? `${rules.map(([rule, removed]) => `${count(removed)} ${rule}`).join(', ')} at ${timeOfDay(shown.at)}`
            : 'nothing was due'
        }
      >
        {count(droppedBy(shown))}
      </Figure>
      <Figure label="References" testId="dropped-references" note="went with them">
        {count(shown.removedReferences)}
      </Figure>
      <Figure label="Freed" testId="freed" note="in the engine’s encoding">
        {bytes(shown.bytesFreed)}
      </Figure>
    </Figures>
  );
}
