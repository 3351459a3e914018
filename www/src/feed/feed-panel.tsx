/** The feed: start, stop, how fast; and how it gets on. */
import { ChartGrid } from '../charts/chart-grid.tsx';
import { LineChart } from '../charts/line-chart.tsx';
import { count } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { monitored } from '../monitor/monitor.ts';
import { Mood } from '../shell/mood.tsx';
import { Panel } from '../shell/panel.tsx';
import { feed } from './feed.ts';
import { FeedButton } from './feed-button.tsx';
import { FeedFigureList } from './feed-figures.tsx';
import classes from './feed-panel.module.css';
import { QueueLimit } from './queue-limit.tsx';
import { RateSlider } from './rate-slider.tsx';

const whole = (value: number): string => count(Math.round(value));

export function FeedPanel() {
  const figures = useStore(feed.figures);
  const { perSecond, pending } = useStore(monitored);
  const { isRunning, isWaiting } = figures;
  return (
    <Panel
      id="feed"
      title="Tony at work"
      note={
        <Mood mood={isWaiting ? 'busy' : isRunning ? 'good' : 'idle'} testId="feed-state">
          {isWaiting ? 'waits for the disk' : isRunning ? 'running' : 'stopped'}
        </Mood>
      }
      actions={<FeedButton />}
    >
      <p className={classes.text}>
        The assistant is used: interactions come in, some become memories with connections to others, patterns are seen
        again, suggestions are made. Each is one update, validated and journaled. Old ones are forgotten with every
        reference to them, so the rules of the model hold all the time.
      </p>
      <div className={classes.controls}>
        <RateSlider />
        <QueueLimit />
      </div>
      <FeedFigureList figures={figures} />
      <ChartGrid>
        <LineChart
          title="Updates per second, all tabs"
          least={10}
          format={whole}
          lines={[{ label: 'Updates', series: perSecond }]}
        />
        <LineChart
          title="Waiting for the disk"
          least={10}
          format={whole}
          lines={[{ label: 'Pending', series: pending }]}
        />
      </ChartGrid>
    </Panel>
  );
}
