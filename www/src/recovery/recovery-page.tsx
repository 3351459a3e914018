/** Copies of the state and ways back to them, and what happens when what is stored is damaged on purpose. */
import { DrillList } from '../drill/drill-list.tsx';
import { DrillReport } from '../drill/drill-report.tsx';
import { useStore } from '../lib/store.ts';
import classes from '../shell/dashboard.module.css';
import { Backups } from './backups.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { LastRecovery } from './last-recovery.tsx';
import { lastRecovery } from './recoveries.ts';
import page from './recovery-page.module.css';
import { TimeTravel } from './time-travel.tsx';

export function RecoveryPage() {
  const last = useStore(lastRecovery);
  return (
    <>
      <DrillReport />
      <div className={classes.columns}>
        <Backups />
        <div className={classes.aside}>
          <DrillList />
        </div>
        <div className={page.below}>
          {last && <LastRecovery recovery={last} />}
          <TimeTravel />
        </div>
      </div>
      <ConfirmDialog />
    </>
  );
}
