/** An assistant with very many memories, at which somebody types. */
import { createStateSync, defineModel, type StateSync, type StateSyncConfig } from 'holdfast';
import { type AssistantState, assistantModel } from 'holdfast/models/assistant';
import { makeAssistantState, makeMemoryNode } from '../../../../benches/data/assistant-state.mjs';
import { type Keystrokes, watchKeystrokes } from './keystrokes.ts';
import { type LongTask, watchLongTasks } from './long-tasks.ts';
import { type Waits, watchWaits } from './waits.ts';

export interface Seen {
  readonly longTasks: readonly LongTask[];
  readonly waits: Waits;
  readonly keystrokes: Keystrokes;
  /** How often each kind of background work ran, and what retention dropped. */
  readonly ran: Readonly<Record<string, number>>;
}

const NAME = 'unseen';
/** The memory that is typed into. */
const TYPED = 'node-000001';
const HOUR_MS = 3_600_000;
const ROOM = { maxStateSize: 128 << 20 };

let sync: StateSync<AssistantState>;
let end: () => Seen;

const field = document.querySelector('input') as HTMLInputElement;

const unseen = {
  /** Makes the state, with a backup, as it will be there after a reload. */
  async make(nodes: number, expired = 0): Promise<void> {
    const state = makeAssistantState(nodes, { expired });
    sync = createStateSync({
      name: NAME,
      model: defineModel({ ...assistantModel, initial: () => state }),
      config: { ...ROOM, optimizationEnabled: false },
    });
    await sync.ready;
    await sync.createStateBackup();
    await sync.close();
  },

  /** Opens what is there; returns how long that took, and what it kept the page for. */
  async open(config: Partial<StateSyncConfig> = {}): Promise<{ ms: number; longTasks: LongTask[] }> {
    const watched = watchLongTasks();
    const begun = performance.now();
    sync = createStateSync({ name: NAME, model: assistantModel, config: { ...ROOM, ...config } });
    await sync.ready;
    const ms = performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { ms, longTasks: watched.end() };
  },

  configure: (config: Partial<StateSyncConfig>): void => sync.updateSyncConfig(config),

  /** Looks at everything once, as the timers would: what is known need not be found out again. */
  async look(): Promise<void> {
    await sync.checkStateConsistency();
    await sync.validateState();
    await sync.createStateBackup();
  },

  optimise: () => sync.optimizeState(),

  /** From now on what is typed goes into a memory, and what the page feels of the rest is measured. */
  begin(): void {
    const before = counts();
    const longTasks = watchLongTasks();
    const waits = watchWaits();
    const keystrokes = watchKeystrokes(field, (text) => {
      sync.update({ memory: { nodes: new Map([[TYPED, { data: text }]]) } });
    });
    const forgetting = setInterval(() => rememberWhatExpires(), 700);
    field.focus();
    end = () => {
      clearInterval(forgetting);
      const after = counts();
      const ran = Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));
      return { longTasks: longTasks.end(), waits: waits.end(), keystrokes: keystrokes.end(), ran };
    };
  },

  end: (): Seen => end(),

  /** What is in the memory that is typed into. */
  typed: (): unknown => sync.get(`/memory/nodes/${TYPED}/data`),
};

let remembered = 0;

/** Something of yesterday that retention will drop, so that it has something to do. */
function rememberWhatExpires(): void {
  const yesterday = { existing: 0, minAge: 25 * HOUR_MS, maxAge: 26 * HOUR_MS };
  const node = makeMemoryNode(900_000 + remembered++, Math.random, Date.now(), yesterday);
  // A patch: a recipe that changes an array copies it, and this one is long.
  sync.update([
    { op: 'add', path: `/memory/nodes/${node.id}`, value: node },
    { op: 'add', path: '/memory/shortTerm/-', value: node },
  ]);
}

/** How often each operation has run. */
function counts(): Record<string, number> {
  const { operations, optimization } = sync.getStateSyncStats();
  const ran = Object.entries(operations).map(([name, { count }]) => [name, count] as const);
  return Object.fromEntries([...ran, ['dropped', optimization.removed.nodes ?? 0]]);
}

declare global {
  interface Window {
    unseen: typeof unseen;
  }
}

window.unseen = unseen;
