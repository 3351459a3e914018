/** The Events tab: what happens, newest first, and what the chosen event carries. */
import { useMemo } from 'react';
import type { SyncEvent } from '../../events/types.js';
import type { AnySync } from '../lib/any-sync.js';
import { counted, dateAndTime, timeOfDay } from '../lib/format.js';
import { Scroller } from '../lib/scroller.js';
import { jsonOf } from '../lib/text.js';
import { useThrottled } from '../lib/use-throttled.js';
import { usePanel } from '../panel/context.js';
import { useKept } from '../panel/use-kept.js';
import { Rows } from '../rows/rows.js';
import { EventPlaces } from './event-places.js';
import { EVERYTHING, filtered } from './filter.js';
import { FilterBar } from './filter-bar.js';

const readEvents = (sync: AnySync): readonly SyncEvent[] => sync.eventHistory();
const onEvents = (sync: AnySync, notify: () => void) => sync.on('*', notify);

export function EventsTab() {
  const { sync } = usePanel();
  const live = useThrottled(sync, readEvents, onEvents);
  const [paused, setPaused] = useKept<readonly SyncEvent[] | undefined>('events.paused', undefined);
  const [filter, setFilter] = useKept('events.filter', EVERYTHING);
  const [chosen, setChosen] = useKept<SyncEvent | undefined>('events.chosen', undefined);
  const events = paused ?? live;
  const listed = useMemo(() => filtered(events, filter), [events, filter]);
  const types = useMemo(() => [...new Set(events.map(({ type }) => type))].sort(), [events]);
  const newest = live.at(-1)?.id ?? 0;
  const waiting = paused ? newest - (paused.at(-1)?.id ?? 0) : 0;
  return (
    <div className="split">
      <div className="stack side">
        <FilterBar
          filter={filter}
          change={(change) => setFilter((before) => ({ ...before, ...change }))}
          types={types}
          isPaused={paused !== undefined}
          onPause={() => setPaused(paused ? undefined : live)}
          onClear={() => setFilter((before) => ({ ...before, after: newest }))}
        />
        <p className="note">
          {counted(listed.length, 'event')}
          {paused && `, paused: ${waiting} more since`}
        </p>
        <Rows
          role="listbox"
          label="Events, newest first"
          count={listed.length}
          rowHeight={28}
          active={listed.findIndex(({ id }) => id === chosen?.id)}
          onActive={(index) => setChosen(listed[index])}
          row={(index) => {
            const event = listed[index] as SyncEvent;
            return {
              key: event.id,
              content: (
                <span className="line">
                  <span className="priority" data-priority={event.priority} title={event.priority} />
                  <span className="line-name">{event.type}</span>
                  <span className="note">{event.source}</span>
                  <time className="note">{timeOfDay(event.timestamp)}</time>
                </span>
              ),
            };
          }}
        />
      </div>
      <section className="detail" aria-label="Chosen event">
        {chosen ? (
          <>
            <h3>{chosen.type}</h3>
            <p className="note">
              {dateAndTime(chosen.timestamp)}, by {chosen.source}, priority {chosen.priority}, at version{' '}
              {chosen.version}
            </p>
            <EventPlaces event={chosen} />
            <Scroller className="code-frame" label="Data of the event">
              <pre className="code">{jsonOf(chosen.data)}</pre>
            </Scroller>
          </>
        ) : (
          <p className="note">Choose an event to see what it carries.</p>
        )}
      </section>
    </div>
  );
}
