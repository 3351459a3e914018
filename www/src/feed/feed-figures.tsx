/** How the feed gets on. */
import { count, duration } from '../lib/format.ts';
import { useStatus } from '../lib/use-status.ts';
import { Figure } from '../shell/figure.tsx';
import { Figures } from '../shell/figures.tsx';
import type { FeedFigures } from './feed.ts';
import classes from './feed-figures.module.css';
import type { Percentiles } from './window.ts';

export function FeedFigureList({ figures }: { readonly figures: FeedFigures }) {
  const pending = useStatus((status) => status.pending);
  const { perSecond, accepted, refused, full, savedVersion, update, durable } = figures;
  return (
    <div className={classes.figures}>
      <Figures>
        <Figure label="Achieved" note="per second" testId="feed-per-second">
          {count(Math.round(perSecond))}
        </Figure>
        <Figure label="Accepted" note="since the page was loaded" testId="feed-accepted">
          {count(accepted)}
        </Figure>
        <Figure label="On disk" note="up to this version" testId="feed-saved">
          {savedVersion === 0 ? '–' : count(savedVersion)}
        </Figure>
        <Figure label="Pending" note="wait for the disk">
          {count(pending)}
        </Figure>
        <Figure label="Refused" note="by schema or rules" isBad={refused > 0} testId="feed-refused">
          {count(refused)}
        </Figure>
        <Figure label="Queue full" note="times the feed waited" testId="feed-full">
          {count(full)}
        </Figure>
        <Figure label="Update, p50" note={tail(update)}>
          {update ? duration(update.p50) : '–'}
        </Figure>
        <Figure label="Until on disk, p50" note={tail(durable)}>
          {durable ? duration(durable.p50) : '–'}
        </Figure>
      </Figures>
    </div>
  );
}

const tail = (of: Percentiles | null): string =>
  of ? `p95 ${duration(of.p95)} · p99 ${duration(of.p99)}` : 'p95 and p99 follow';
