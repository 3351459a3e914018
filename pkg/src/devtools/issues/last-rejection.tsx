/** The update that was refused last. */
import type { AnySync } from '../lib/any-sync.js';
import { ago } from '../lib/format.js';
import { useNow } from '../lib/use-now.js';
import { useThrottled } from '../lib/use-throttled.js';
import { usePanel } from '../panel/context.js';
import { IssueList } from './issue-list.js';

const readRejection = (sync: AnySync) => sync.status.lastRejection;

export function LastRejection() {
  const { sync } = usePanel();
  const rejection = useThrottled(sync, readRejection);
  const now = useNow();
  if (!rejection) return null;
  return (
    <section aria-label="Refused last">
      <h3>Refused last</h3>
      <p className="note">
        An update of {rejection.source}, {ago(rejection.timestamp, now)}. The state is as it was.
      </p>
      <IssueList issues={rejection.issues} label="Why it was refused" />
    </section>
  );
}
