/** The places that an event is about: what an update changed, what a refusal is about. */
import type { SyncEvent } from '../../events/types.js';
import { Changes } from '../history/changes.js';
import { IssueList } from '../issues/issue-list.js';

export function EventPlaces({ event }: { readonly event: SyncEvent }) {
  if (event.type === 'state_updated')
    return <Changes key={event.id} version={event.version} pointers={event.data.pointers} />;
  if (event.type === 'state_update_rejected' || event.type === 'state_conflict')
    return <IssueList issues={event.data.issues} label="Why it was refused" />;
  return null;
}
