/** Which events are listed. */
import { type EventType, PRIORITIES, type Priority, type SyncEvent } from '../../events/types.js';

/** What was chosen. */
export interface Filter {
  readonly type: EventType | '*';
  readonly minPriority: Priority;
  readonly text: string;
  /** Only those after this id. */
  readonly after: number;
}

export const EVERYTHING: Filter = { type: '*', minPriority: 'low', text: '', after: 0 };

/** Those that the filter lets through, newest first. */
export function filtered(events: readonly SyncEvent[], { type, minPriority, text, after }: Filter): SyncEvent[] {
  const rank = PRIORITIES.indexOf(minPriority);
  const wanted = text.trim().toLowerCase();
  return events
    .filter(
      (event) =>
        event.id > after &&
        (type === '*' || event.type === type) &&
        PRIORITIES.indexOf(event.priority) >= rank &&
        (wanted === '' || `${event.type} ${event.source} ${JSON.stringify(event.data)}`.toLowerCase().includes(wanted)),
    )
    .reverse();
}
