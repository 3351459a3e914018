/** How fast, how late, how large: live. */
import { ChartGrid } from '../charts/chart-grid.tsx';
import { LineChart } from '../charts/line-chart.tsx';
import { bytes, count, duration } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { Panel } from '../shell/panel.tsx';
import { longTasks } from './long-tasks.ts';
import { monitored } from './monitor.ts';

const whole = (value: number): string => count(Math.round(value));
const MB = 1e6;

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
        <LineChart
          title="Updates per second"
          least={10}
          format={whole}
          lines={[{ label: 'Updates', series: now.perSecond }]}
          testId="chart-updates"
        />
        <LineChart
          title="Update"
          least={0.1}
          format={duration}
          lines={[
            { label: 'p50', series: now.updateP50 },
            { label: 'p95', series: now.updateP95 },
            { label: 'p99', series: now.updateP99 },
          ]}
        />
        <LineChart
          title="Until on disk"
          least={10}
          format={duration}
          lines={[
            { label: 'p50', series: now.commitP50 },
            { label: 'p95', series: now.commitP95 },
            { label: 'p99', series: now.commitP99 },
          ]}
        />
        <LineChart
          title="Memory"
          least={MB}
          format={bytes}
          lines={[
            { label: 'Page', series: now.heapBytes },
            { label: 'Engine', series: now.wasmBytes },
            { label: 'State', series: now.stateBytes },
          ]}
        />
        <LineChart
          title="On disk"
          least={100_000}
          format={bytes}
          lines={[
            { label: 'Journal', series: now.journalBytes },
            { label: 'Backups', series: now.backupBytes },
          ]}
        />
        <LineChart
          title="Blocked by long tasks, per second"
          least={100}
          format={duration}
          lines={[{ label: 'Blocked', series: now.blockedMs }]}
        />
      </ChartGrid>
    </Panel>
  );
}
