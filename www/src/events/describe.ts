/** What an event says, in a few words. */
import type { SyncEvent } from 'holdfast';
import { bytes, counted } from '../lib/format.ts';

export function describe({ type, data }: SyncEvent): string {
  switch (type) {
    case 'state_updated':
      return `${data.changes.join(', ')} · ${counted(data.pointers.length, 'place')}${data.truncated ? ' and more' : ''}`;
    case 'state_update_rejected':
      return counted(data.issueCount, 'problem');
    case 'state_validated':
      return data.isValid ? 'valid' : counted(data.issueCount, 'problem');
    case 'state_consistency_check': {
      const found = data.errors + data.inconsistencies + data.warnings;
      return found === 0 ? 'consistent' : counted(found, 'problem');
    }
    case 'state_optimized':
      return `${counted(sum(Object.values(data.removed)), 'record')} dropped`;
    case 'state_backup_created':
      return `${bytes(data.bytes)}, ${bytes(data.newBytes)} of it new`;
    case 'state_recovered':
      return data.reason ?? (data.dataLoss ? 'something is lost' : 'nothing is lost');
    case 'component_status':
      return `${data.component} is ${data.status}`;
    case 'component_error':
      return `${data.component}: ${data.error}`;
    case 'storage_error':
    case 'storage_degraded':
      return data.message;
    case 'config_updated':
      return data.changed.join(', ');
    default:
      return '';
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
