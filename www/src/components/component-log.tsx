/** What components said lately: errors and statuses, the newest first. */
import { IconPlugConnected } from '@tabler/icons-react';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';
import classes from './component-log.module.css';
import { LogLine } from './log-line.tsx';
import { useComponentEvents } from './use-component-events.ts';

const SHOWN = 40;

export function ComponentLog() {
  const events = useComponentEvents(SHOWN);
  return (
    <Panel id="component-log" title="What they said">
      {events.length > 0 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to scroll by keyboard too
        <section className={classes.scroller} aria-label="Events of components" tabIndex={0}>
          <ol className={classes.list}>
            {events.map((event) => (
              <LogLine key={event.id} event={event} />
            ))}
          </ol>
        </section>
      ) : (
        <Empty icon={IconPlugConnected} title="Not a word so far">
          Every status and every error of a component shows up here.
        </Empty>
      )}
    </Panel>
  );
}
