/** What is shown when the state could not be loaded: what happened, and what one can do about it. */
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconReload } from '@tabler/icons-react';
import { useSyncStatus } from 'holdfast/react';
import { sync } from '../state.ts';
import classes from './failure.module.css';
import { remedyFor } from './remedies.ts';

export function Failure() {
  const { lastError } = useSyncStatus(sync);
  const { code, message } = lastError ?? { code: 'engine_failed', message: 'The engine said nothing more.' };
  return (
    <main className={classes.page}>
      <div className={classes.card} role="alert" data-testid="failure">
        <IconAlertTriangle className={classes.icon} size={28} stroke={1.6} aria-hidden />
        <h1 className={classes.title}>The state could not be loaded</h1>
        <p className={classes.message}>{message}</p>
        <dl className={classes.facts}>
          <dt>Code</dt>
          <dd>
            <code>{code}</code>
          </dd>
          <dt>What to do</dt>
          <dd>{remedyFor(code)}</dd>
        </dl>
        <Button leftSection={<IconReload size={16} aria-hidden />} onClick={() => location.reload()}>
          Load again
        </Button>
      </div>
    </main>
  );
}
