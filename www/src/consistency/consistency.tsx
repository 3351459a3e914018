/** What the last consistency check found, and a button to check at once. */
import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useConfig } from '../config/use-config.ts';
import { duration } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';
import { CheckFigures } from './check-figures.tsx';
import { checkNow, checks } from './checks.ts';
import classes from './consistency.module.css';
import { Issues } from './issues.tsx';
import { Orphans } from './orphans.tsx';
import { Verdict } from './verdict.tsx';

export function Consistency() {
  const check = useStore(checks);
  const { consistencyCheckInterval: interval } = useConfig();
  const [busy, setBusy] = useState(false);
  const checkAgain = () => {
    setBusy(true);
    checkNow().finally(() => setBusy(false));
  };
  return (
    <Panel
      id="consistency"
      title="Consistency"
      note={interval > 0 ? `checked every ${duration(interval)}` : 'not checked by itself'}
      actions={
        <div className={classes.actions}>
          {check && <Verdict check={check} />}
          <Button variant="default" size="sm" onClick={checkAgain} loading={busy}>
            Check now
          </Button>
        </div>
      }
    >
      {check && <CheckFigures check={check} />}
      {check && check.issues.length > 0 ? (
        <>
          <Issues issues={check.issues} />
          <Orphans check={check} />
        </>
      ) : (
        <Empty icon={IconShieldCheck} title={check ? 'Everything agrees' : 'Not checked yet'}>
          References lead somewhere, ids are unique, counts are right, and the components are what the state says of
          them.
        </Empty>
      )}
    </Panel>
  );
}
