/** The last update that was refused: what was wrong with it, place by place. */
import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useSyncStatus } from 'holdfast/react';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';
import { sync } from '../state.ts';
import { IssueTable } from './issue-table.tsx';
import { Refusal } from './refusal.tsx';
import { tryWrongUpdate } from './wrong-update.ts';

export function Rejected() {
  const { lastRejection, version } = useSyncStatus(sync);
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
      {lastRejection ? (
        <>
          <Refusal rejection={lastRejection} version={version} />
          <IssueTable issues={lastRejection.issues} />
        </>
      ) : (
        <Empty icon={IconShieldCheck} title="Nothing has been refused">
          Every update is checked against the model before anybody sees it. One that does not fit changes nothing.
        </Empty>
      )}
    </Panel>
  );
}
