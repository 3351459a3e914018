/** The engine's timers at work: what an interval in the form means, one sees here. */
import { useSyncStats } from 'holdfast/react';
import { useNow } from '../lib/use-now.ts';
import { Panel } from '../shell/panel.tsx';
import { sync } from '../state.ts';
import { TimerRow } from './timer-row.tsx';
import classes from './timers.module.css';
import { useConfig } from './use-config.ts';

export function Timers() {
  const { operations, lastConsistencyCheck, lastValidation, lastOptimization } = useSyncStats(sync, { hz: 5 });
  const { consistencyCheckInterval, validationInterval, optimizationInterval, optimizationEnabled } = useConfig();
  const now = useNow(200);
  return (
    <Panel id="timers" title="At work">
      <ul className={classes.timers}>
        <TimerRow
          id="consistency"
          label="Consistency check"
          last={lastConsistencyCheck}
          now={now}
          intervalMs={consistencyCheckInterval}
          runs={operations.consistencyCheck.count}
        />
        <TimerRow
          id="validation"
          label="Validation"
          last={lastValidation}
          now={now}
          intervalMs={validationInterval}
          runs={operations.validate.count}
        />
        <TimerRow
          id="optimization"
          label="Optimisation"
          last={lastOptimization}
          now={now}
          intervalMs={optimizationEnabled ? optimizationInterval : 0}
          runs={operations.optimize.count}
        />
      </ul>
    </Panel>
  );
}
