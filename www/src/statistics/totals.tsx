/** What the instance takes, and how much of what it did went wrong. */
import type { StateSyncStats } from 'holdfast';
import { bytes, count, percent } from '../lib/format.ts';
import { Figure } from '../shell/figure.tsx';
import { Figures } from '../shell/figures.tsx';
import { Panel } from '../shell/panel.tsx';

export function Totals({ stats }: { readonly stats: StateSyncStats }) {
  const { errorRate, memory, storage, operations } = stats;
  const errors = Object.values(operations).reduce((sum, one) => sum + one.errors, 0);
  return (
    <Panel id="totals" title="Memory and storage">
      <Figures>
        <Figure
          label="Error rate"
          testId="error-rate"
          note={`${count(errors)} refused or failed`}
          isBad={errorRate > 0.1}
        >
          {percent(errorRate)}
        </Figure>
        <Figure label="State" note="in the engine’s encoding">
          {bytes(memory.stateBytes)}
        </Figure>
        <Figure label="Engine" note="WebAssembly memory">
          {bytes(memory.wasmBytes)}
        </Figure>
        <Figure label="Journal" note="on disk">
          {bytes(storage.journalBytes)}
        </Figure>
        <Figure
          label="Origin"
          note={storage.quotaBytes === null ? 'quota unknown' : `of ${bytes(storage.quotaBytes)} allowed`}
        >
          {storage.usageBytes === null ? '–' : bytes(storage.usageBytes)}
        </Figure>
      </Figures>
    </Panel>
  );
}
