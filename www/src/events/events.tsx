/** What has happened lately. */
import { IconActivity } from '@tabler/icons-react';
import { Empty } from '../shell/empty.tsx';
import { Panel } from '../shell/panel.tsx';
import { EventLine } from './event-line.tsx';
import classes from './events.module.css';
import { useEvents } from './use-events.ts';

const SHOWN = 8;

export function Events() {
  const events = useEvents(SHOWN);
  return (
    <Panel id="events" title="Recent events">
      {events.length > 0 ? (
        <ol className={classes.list}>
          {events.map((event) => (
            <EventLine key={event.id} event={event} />
          ))}
        </ol>
      ) : (
        <Empty icon={IconActivity} title="Quiet so far">
          Every update, refusal and save problem shows up here.
        </Empty>
      )}
    </Panel>
  );
}
