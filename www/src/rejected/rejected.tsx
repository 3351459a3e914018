/** The last update that was refused: what was wrong with it, place by place. */
import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useStatus } from '../lib/use-status.ts';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';
import { IssueTable } from './issue-table.tsx';
import { Refusal } from './refusal.tsx';
import { tryWrongUpdate } from './wrong-update.ts';

export function Rejected() {
  const rejection = useStatus((status) => status.lastRejection);
  return (
    <Panel
      id="rejected"
      title="Last rejected update"
      actions={
        <Button variant="default" size="sm" onClick={tryWrongUpdate}>
          Try a wrong update
        </Button>
      }
    >
      {rejection ? (
        <>
          <Refusal rejection={rejection} />
          <IssueTable issues={rejection.issues} />
        </>
      ) : (
        <Empty icon={IconShieldCheck} title="Nothing has been refused">
          Every update is checked against the model before anybody sees it. One that does not fit changes nothing.
        </Empty>
      )}
    </Panel>
  );
}
