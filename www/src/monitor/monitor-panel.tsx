/** How fast, how late, how large: live. */
import { ChartGrid } from '../charts/chart-grid.tsx';
import { LineChart } from '../charts/line-chart.tsx';
import { bytes, count, duration } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { Panel } from '../shell/panel.tsx';
import { longTasks } from './long-tasks.ts';
import { type Monitored, monitored } from './monitor.ts';

interface Chart {
  readonly title: string;
  /** The top of the chart is at least this. */
  readonly least: number;
  readonly format: (value: number) => string;
  /** What is drawn, by its label. */
  readonly lines: Readonly<Record<string, keyof Monitored>>;
  readonly testId?: string;
}

const MB = 1e6;

const percentiles = <N extends 'update' | 'commit'>(name: N) =>
  ({ p50: `${name}P50`, p95: `${name}P95`, p99: `${name}P99` }) as const;

const charts: readonly Chart[] = [
  {
    title: 'Updates per second',
    least: 10,
    format: (value) => count(Math.round(value)),
    lines: { Updates: 'perSecond' },
    testId: 'chart-updates',
  },
  { title: 'Update', least: 0.1, format: duration, lines: percentiles('update') },
  { title: 'Until on disk', least: 10, format: duration, lines: percentiles('commit') },
  {
    title: 'Memory',
    least: MB,
    format: bytes,
    lines: { Page: 'heapBytes', Engine: 'wasmBytes', State: 'stateBytes' },
  },
  { title: 'On disk', least: MB / 10, format: bytes, lines: { Journal: 'journalBytes', Backups: 'backupBytes' } },
  { title: 'Blocked by long tasks, per second', least: 100, format: duration, lines: { Blocked: 'blockedMs' } },
];

export function MonitorPanel() {
  const now = useStore(monitored);
  const tasks = longTasks();
  return (
    <Panel
      id="monitor"
      title="Performance"
      note={tasks === null ? 'the last 90 seconds' : `the last 90 seconds · ${count(tasks.tasks)} long tasks so far`}
    >
      <ChartGrid>
        {charts.map(({ lines, ...chart }) => (
          <LineChart
            key={chart.title}
            {...chart}
            lines={Object.entries(lines).map(([label, name]) => ({ label, series: now[name] }))}
          />
        ))}
      </ChartGrid>
    </Panel>
  );
}
