/** Kinds of backups and sources of recoveries, as people call them. */
import type { BackupInfo, SyncEvent } from 'holdfast';
import { count } from '../lib/format.ts';

const kinds: Readonly<Record<BackupInfo['kind'], string>> = {
  automatic: 'by timer',
  manual: 'by hand',
  'pre-migration': 'before a migration',
  'pre-recovery': 'before a recovery',
};

export const kindOf = ({ kind }: BackupInfo): string => kinds[kind];

const sources: Readonly<Record<string, string>> = {
  backup: 'a backup, and the journal after it where need was',
  journal: 'the journal alone',
  memory: 'memory: storage had less, and was written anew',
  components: 'the components that are at work',
  tabs: 'another tab',
  initial: 'nowhere: the state began anew',
};

export const sourceOf = ({ source }: SyncEvent<'state_recovered'>['data']): string => sources[source] ?? 'nowhere';

/** A backup in a sentence. */
export const nameOf = (backup: BackupInfo): string =>
  backup.label ? `“${backup.label}”` : `the backup of version ${count(backup.version)} made ${kindOf(backup)}`;
