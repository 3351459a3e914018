/** The Backups tab: make one, bring one back, and the state as a file. */
import { useState } from 'react';
import { useBackups } from '../../react/use-backups.js';
import type { BackupInfo } from '../../types.js';
import { Confirm } from '../lib/confirm.js';
import { bytes, counted, dateAndTime } from '../lib/format.js';
import { useAction } from '../lib/use-action.js';
import { usePanel } from '../panel/context.js';
import { BackupTable } from './backup-table.js';
import { CreateForm } from './create-form.js';
import { Files } from './files.js';

export function BackupsTab() {
  const { sync, say } = usePanel();
  const { backups, create, restore } = useBackups(sync);
  const [asked, setAsked] = useState<BackupInfo>();
  const [run, { pending, failure }] = useAction();
  const make = (label: string) =>
    run(async () => {
      const { newBytes } = await create(label || undefined);
      say(`There is a new backup: ${bytes(newBytes)} were written.`);
    });
  const bringBack = ({ id, version }: BackupInfo) =>
    run(async () => {
      const { success, reason, version: now } = await restore(id);
      if (!success) throw new Error(`The backup could not be restored: ${reason}. The state is as it was.`);
      say(`The state is that of version ${version} again, as version ${now}.`);
    });
  return (
    <div className="page">
      <div className="toolbar">
        <CreateForm pending={pending} onCreate={make} />
        <Files pending={pending} run={run} />
      </div>
      {failure !== undefined && (
        <p className="wrong" role="alert">
          {failure}
        </p>
      )}
      {backups.length > 0 ? (
        <BackupTable backups={backups} pending={pending} onRestore={setAsked} />
      ) : (
        <p className="empty">There is no backup yet. They are also made by timer: see backupInterval.</p>
      )}
      {asked && (
        <Confirm
          title="Restore this backup?"
          action="Restore"
          onConfirm={() => bringBack(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>
            The state becomes what it was at version {asked.version}, {dateAndTime(asked.time)}
            {asked.label && ` (${asked.label})`}: what{' '}
            {counted(Math.max(0, sync.status.version - asked.version), 'newer version')} did is discarded.
          </p>
          <p>What is there now is kept as a backup first.</p>
        </Confirm>
      )}
    </div>
  );
}
