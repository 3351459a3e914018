/** What all optimisations together have dropped, by rule. */
import type { StateSyncStats } from 'holdfast';
import { bytes, count, counted } from '../lib/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Bars } from './bars.tsx';

export function OptimisationTotals({ totals }: { readonly totals: StateSyncStats['optimization'] }) {
  const { removed, runs, bytesFreed } = totals;
  const dropped = Object.entries(removed).filter(([, number]) => number > 0);
  const nothing =
    runs > 0 ? `Nothing dropped by any of ${count(Object.keys(removed).length)} rules.` : 'It has not run yet.';
  return (
    <Panel id="optimisations" title="Optimisation" note={`${counted(runs, 'run')} · ${bytes(bytesFreed)} freed`}>
      <Bars of={dropped} empty={nothing} />
    </Panel>
  );
}
