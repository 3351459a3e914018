/** One component: what it says of itself, what the state says of it, and how to make it fail. */
import { Button } from '@mantine/core';
import type { AssistantState } from 'holdfast/models/assistant';
import { useSyncState } from 'holdfast/react';
import { useCallback } from 'react';
import { counted } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { Mood, type MoodName } from '../shell/mood.tsx';
import { sync } from '../state.ts';
import classes from './component-row.module.css';
import type { Part } from './parts.ts';

const moods: Readonly<Record<string, MoodName>> = { active: 'good', error: 'bad', inactive: 'idle' };

export function ComponentRow({ part }: { readonly part: Part }) {
  const { name, needs } = part;
  const { status, detail, restarts } = useStore(part.life);
  const select = useCallback((state: AssistantState) => state.system.components[name].status, [name]);
  const recorded = useSyncState(sync, select);
  const isDown = status === 'error';
  return (
    <li className={classes.row} data-testid={`component-${name}`} data-down={isDown}>
      <div className={classes.what}>
        <p className={classes.name}>
          {name}
          <Mood mood={moods[status] ?? 'busy'} testId="component-state">
            {status}
          </Mood>
        </p>
        <p className={classes.facts}>
          {needs.length > 0 ? `needs ${needs.join(', ')}` : 'needs nothing'} ·{' '}
          <span data-testid="restarts">{restarts === 0 ? 'never restarted' : counted(restarts, 'restart')}</span>
        </p>
        {detail !== undefined && <p className={classes.detail}>{detail}</p>}
        {recorded !== status && (
          <p className={classes.detail} data-testid="contradiction">
            The state says {recorded}
          </p>
        )}
      </div>
      <div className={classes.actions}>
        {isDown ? (
          <Button size="xs" aria-label={`Repair ${name}`} onClick={() => part.repair()}>
            Repair
          </Button>
        ) : (
          <Button variant="default" size="xs" aria-label={`Fail: ${name}`} onClick={() => part.fail()}>
            Fail
          </Button>
        )}
        <Button
          variant="default"
          size="xs"
          aria-label={`Break down: ${name}`}
          disabled={isDown}
          onClick={() => part.breakDown()}
        >
          Break down
        </Button>
      </div>
    </li>
  );
}
