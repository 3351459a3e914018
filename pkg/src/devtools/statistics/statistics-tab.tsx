/** The Statistics tab: the last two minutes as lines, and all figures since the start. */
import { useContext, useSyncExternalStore } from 'react';
import type { OperationName } from '../../types.js';
import { bytes, count, duration } from '../lib/format.js';
import { useKept } from '../panel/use-kept.js';
import { Chart } from './chart.js';
import { OperationTable } from './operation-table.js';
import { labelOf } from './operations.js';
import { type Sample, type Sampler, SamplerContext } from './sampler.js';
import { Totals } from './totals.js';

const perSecond = (value: number): string => `${value < 10 ? Number(value.toFixed(1)) : count(Math.round(value))}/s`;

export function StatisticsTab() {
  const sampler = useContext(SamplerContext) as Sampler;
  const samples = useSyncExternalStore(sampler.subscribe, sampler.samples);
  const [operation, setOperation] = useKept<OperationName>('statistics.operation', 'update');
  const last = samples.at(-1);
  if (!last) return null;
  const over = (name: string, read: (sample: Sample) => number) => ({ name, values: samples.map(read) });
  const { operations } = last.stats;
  return (
    <div className="page">
      <div className="charts">
        <Chart title="Updates" format={perSecond} series={[over('now', ({ updatesPerSecond }) => updatesPerSecond)]} />
        <Chart
          title={`Latency: ${labelOf(operation)}`}
          format={duration}
          series={[
            over('p50', ({ stats }) => stats.operations[operation].p50Ms),
            over('p95', ({ stats }) => stats.operations[operation].p95Ms),
            over('p99', ({ stats }) => stats.operations[operation].p99Ms),
          ]}
        />
        <Chart
          title="Memory"
          format={bytes}
          series={[
            over('engine', ({ stats }) => stats.memory.wasmBytes),
            over('state', ({ stats }) => stats.memory.stateBytes),
          ]}
        />
        <Chart
          title="Storage"
          format={bytes}
          series={[
            over('journal', ({ stats }) => stats.storage.journalBytes),
            over('backups', ({ stats }) => stats.storage.snapshotBytes),
          ]}
        />
      </div>
      <OperationTable operations={operations} chosen={operation} onChosen={setOperation} />
      <Totals stats={last.stats} />
    </div>
  );
}
