/** Whether an event only says that a timer ran and found nothing. */
import type { SyncEvent } from 'holdfast';

export function isRoutine({ type, data }: SyncEvent): boolean {
  switch (type) {
    case 'state_consistency_check':
      return data.isValid && data.warnings === 0;
    case 'state_validated':
      return data.issueCount === 0;
    case 'state_optimized':
      return Object.values(data.removed).every((removed) => removed === 0);
    default:
      return false;
  }
}
