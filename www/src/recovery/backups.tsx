/** The backups that there are, a button for one more, and the state as a file. */
import { IconArchive } from '@tabler/icons-react';
import { useBackups } from 'holdfast/react';
import { useConfig } from '../config/use-config.ts';
import { count, duration } from '../lib/format.ts';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';
import { sync } from '../state.ts';
import { BackupForm } from './backup-form.tsx';
import { BackupTable } from './backup-table.tsx';
import { Files } from './files.tsx';

export function Backups() {
  const { backups, create, restore, pending } = useBackups(sync);
  const { backupInterval: interval } = useConfig();
  const timer = interval > 0 ? `one every ${duration(interval)} if something has changed` : 'none by itself';
  return (
    <Panel
      id="backups"
      title="Backups"
      note={
        <>
          <span data-testid="backup-count">{count(backups.length)}</span>, {timer}
        </>
      }
      actions={<BackupForm create={create} pending={pending} />}
    >
      {backups.length > 0 ? (
        <BackupTable backups={backups} restore={restore} pending={pending} />
      ) : (
        <Empty icon={IconArchive} title="No backup yet">
          The journal has everything that was saved. A backup makes loading faster, and is a second copy when the first
          is damaged.
        </Empty>
      )}
      <Files create={create} />
    </Panel>
  );
}
