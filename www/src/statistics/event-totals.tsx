/** How many events of which type there were. */
import type { StateSyncStats } from 'holdfast';
import { counted } from '../lib/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Bars } from './bars.tsx';

export function EventTotals({ counts }: { readonly counts: StateSyncStats['eventCounts'] }) {
  const all = Object.entries(counts);
  const total = all.reduce((sum, [, number]) => sum + number, 0);
  return (
    <Panel id="event-totals" title="Events" note={counted(total, 'event')}>
      <Bars of={all} empty="None yet." />
    </Panel>
  );
}
