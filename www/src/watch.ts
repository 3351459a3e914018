/** What the page listens to from its first moment on, whichever of its parts are shown. */
import { watchParts } from './components/parts.ts';
import { watchConfig } from './config/use-config.ts';
import { watchChecks } from './consistency/checks.ts';
import { watchDrills } from './drill/reports.ts';
import { watchStatus } from './lib/use-status.ts';
import { watchMonitor } from './monitor/monitor.ts';
import { watchNetwork } from './offline/network.ts';
import { watchWorker } from './offline/worker.ts';
import { watchRecoveries } from './recovery/recoveries.ts';
import { watchRuns } from './retention/runs.ts';
import { watchTabs } from './tabs/roll-call.ts';

export function watchAll(): void {
  watchStatus();
  watchParts();
  watchConfig();
  watchChecks();
  watchRuns();
  watchRecoveries();
  watchDrills();
  watchMonitor();
  watchNetwork();
  watchWorker();
  watchTabs();
}
