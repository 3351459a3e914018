/** Every hook, used as applications do: selectors and options that are written where they are used, with values of the props in them. */
import {
  useBackups,
  useComponent,
  useHistory,
  useSuspenseSync,
  useSyncEvents,
  useSyncState,
  useSyncStats,
  useSyncStatus,
} from 'holdfast/react';
import { useEffect, useState } from 'react';
import { sync } from './state.ts';

function Stars({ id }: { id: string }) {
  const stars = useSyncState(sync, (state) => state.items.find((item) => item.id === id)?.stars ?? 0);
  return <output data-testid={`stars-${id}`}>{stars}</output>;
}

function Chosen() {
  const { id, stars } = useSyncState(sync, ({ chosen, items }) => ({
    id: chosen,
    stars: items.find((item) => item.id === chosen)?.stars ?? 0,
  }));
  return (
    <output data-testid="chosen">
      {id} {stars}
    </output>
  );
}

function add(id: string, count: number) {
  sync.update((draft) => {
    const item = draft.items.find((item) => item.id === id);
    if (item) item.stars += count;
  });
}

function Past() {
  const { entries, canUndo, undo } = useHistory(sync);
  return (
    <button type="button" disabled={!canUndo} onClick={() => undo()}>
      undo {entries.filter(({ undone }) => !undone).length}
    </button>
  );
}

function Shelf() {
  const { backups, create, pending } = useBackups(sync);
  return (
    <button type="button" disabled={pending} onClick={() => create('by hand')}>
      backups {backups.length}
    </button>
  );
}

function Panel() {
  const [limit, setLimit] = useState(3);
  const { phase, version, lastRejection } = useSyncStatus(sync);
  const events = useSyncEvents(sync, { type: 'state_updated', limit });
  const { operations } = useSyncStats(sync, { hz: 20 });
  const part = useComponent(sync, 'Panel', { getState: () => limit });
  useEffect(() => part.setStatus('active'), [part]);
  return (
    <p>
      <output data-testid="phase">{phase}</output>
      <output data-testid="version">{version}</output>
      <output data-testid="rejected">{lastRejection?.issueCount ?? 0}</output>
      <output data-testid="updates">{operations.update.count}</output>
      <output data-testid="events">{events.map((event) => event.version).join(' ')}</output>
      <button type="button" onClick={() => setLimit(1)}>
        one event
      </button>
    </p>
  );
}

export function App() {
  const [id, setId] = useState('a');
  useSuspenseSync(sync);
  return (
    <main>
      <h1>Version one of the page</h1>
      <Stars id={id} />
      <Chosen />
      <button type="button" onClick={() => setId('b')}>
        show b
      </button>
      <button type="button" onClick={() => add(id, 1)}>
        more
      </button>
      <button type="button" onClick={() => add(id, 9)}>
        too many
      </button>
      <button type="button" onClick={() => sync.update({ chosen: 'b' })}>
        choose b
      </button>
      <Past />
      <Shelf />
      <Panel />
    </main>
  );
}
