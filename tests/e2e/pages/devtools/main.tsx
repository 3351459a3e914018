/** An application with the panel: a state with a large container, rules, a component, and something to press. */
import { createStateSync, defineModel, type StateSync } from 'holdfast';
import { type DevtoolsTheme, StateSyncDevtools } from 'holdfast/devtools';
import { useSyncState } from 'holdfast/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

interface Note {
  text: string;
  stars: number;
}

export interface Notebook {
  title: string;
  settings: { dark: boolean; language: string | null };
  notes: Map<string, Note>;
  pinned: string[];
  archive: Record<string, Note>;
}

declare global {
  interface Window {
    sync: StateSync<Notebook>;
  }
}

const note = {
  type: 'object',
  required: ['text', 'stars'],
  additionalProperties: false,
  properties: { text: { type: 'string' }, stars: { type: 'integer', minimum: 0, maximum: 5 } },
};

const model = defineModel<Notebook>({
  name: 'notebook',
  version: 3,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['title', 'settings', 'notes', 'pinned', 'archive'],
    properties: {
      title: { type: 'string' },
      settings: {
        type: 'object',
        properties: { dark: { type: 'boolean' }, language: { type: ['string', 'null'] } },
      },
      notes: { type: 'object', 'x-map': true, additionalProperties: note },
      pinned: { type: 'array', items: { type: 'string' } },
      archive: { type: 'object', additionalProperties: note },
    },
  },
  initial: () => ({
    title: 'Notes of a diver',
    settings: { dark: false, language: null },
    notes: new Map([
      ['kelp', { text: 'Grows half a metre a day', stars: 5 }],
      ['urchin', { text: 'Eats the holdfast', stars: 2 }],
    ]),
    pinned: ['kelp'],
    archive: {},
  }),
  components: { Store: { slice: '/notes' }, Sidebar: { slice: '/settings' } },
  integrity: [
    { rule: 'reference', from: '/pinned/*', to: '/notes' },
    { rule: 'held', at: '/notes/*', by: '/pinned/*', severity: 'warning' },
  ],
});

const query = new URLSearchParams(location.search);
const sync = createStateSync({ name: 'notebook', model });
window.sync = sync;

const store = sync.registerComponent('Store', { restart: async () => {} });
sync.registerComponent('Sidebar', { dependsOn: ['Store'] }).setStatus('active');
sync.ready.then(() => {
  store.setStatus('active');
  const many = Number(query.get('many') ?? 0);
  if (many > 0)
    sync.update({
      notes: new Map(Array.from({ length: many }, (_, i) => [`note-${i}`, { text: `Number ${i}`, stars: i % 6 }])),
    });
});

function App() {
  const stars = useSyncState(sync, (state) => state.notes.get('kelp')?.stars ?? 0);
  return (
    <button
      type="button"
      onClick={() =>
        sync.update({ notes: new Map([['kelp', { stars: (stars + 1) % 6 }]]) }, { source: 'app', label: 'Add a star' })
      }
    >
      {stars} stars
    </button>
  );
}

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
      <StateSyncDevtools sync={sync} theme={(query.get('theme') ?? 'auto') as DevtoolsTheme} />
    </StrictMode>,
  );
