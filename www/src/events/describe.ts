/** What an event says, in a few words. */
import type { SyncEvent } from 'holdfast';
import { counted } from '../lib/format.ts';

export function describe({ type, data }: SyncEvent): string {
  switch (type) {
    case 'state_updated':
      return `${data.changes.join(', ')} · ${counted(data.pointers.length, 'place')}${data.truncated ? ' and more' : ''}`;
    case 'state_update_rejected':
      return counted(data.issueCount, 'problem');
    case 'state_validated':
      return data.isValid ? 'valid' : counted(data.issueCount, 'problem');
    case 'storage_error':
    case 'storage_degraded':
      return data.message;
    case 'config_updated':
      return data.changed.join(', ');
    default:
      return '';
  }
}
