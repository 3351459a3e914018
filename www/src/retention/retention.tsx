/** What the state forgets: the rules, something that they apply to, and what they did. */
import { Button } from '@mantine/core';
import { IconClockPlus, IconWand } from '@tabler/icons-react';
import { useState } from 'react';
import { useConfig } from '../config/use-config.ts';
import { duration } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { Panel } from '../shell/panel.tsx';
import { addExpired } from './expired.ts';
import { ExpiredPlaces } from './expired-places.tsx';
import classes from './retention.module.css';
import { RuleTable } from './rule-table.tsx';
import { RunFigures } from './run-figures.tsx';
import { optimiseNow, runs } from './runs.ts';

export function Retention() {
  const { optimizationEnabled, optimizationInterval: interval } = useConfig();
  const { last, fruitful } = useStore(runs);
  const [busy, setBusy] = useState(false);
  const optimise = () => {
    setBusy(true);
    optimiseNow().finally(() => setBusy(false));
  };
  return (
    <Panel
      id="retention"
      title="Retention"
      note={optimizationEnabled && interval > 0 ? `applied every ${duration(interval)}` : 'not applied by itself'}
      actions={
        <div className={classes.actions}>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconClockPlus size={16} stroke={1.8} aria-hidden />}
            onClick={addExpired}
          >
            Add an expired memory
          </Button>
          <Button
            size="sm"
            leftSection={<IconWand size={16} stroke={1.8} aria-hidden />}
            onClick={optimise}
            loading={busy}
          >
            Optimise now
          </Button>
        </div>
      }
    >
      <ExpiredPlaces />
      {last && <RunFigures last={last} fruitful={fruitful} />}
      <RuleTable />
    </Panel>
  );
}
