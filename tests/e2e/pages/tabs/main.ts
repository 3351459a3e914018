/** One of several tabs that write to the same state, and says in the console what it has been promised. */
import { createStateSync, defineModel, type StateRecoveryResult, type StateSync } from 'holdfast';

interface Shared {
  /** What each update wrote, under the name of its tab and its number. */
  entries: Record<string, number>;
  /** The last that wrote. */
  last: string;
  count: number;
  few: Record<string, number>;
}

const model = defineModel<Shared>({
  name: 'shared',
  version: 1,
  schema: {
    type: 'object',
    properties: {
      entries: { type: 'object', additionalProperties: { type: 'integer' } },
      last: { type: 'string' },
      count: { type: 'integer' },
      few: { type: 'object', additionalProperties: { type: 'integer' }, maxProperties: 2 },
    },
    required: ['entries', 'last', 'count', 'few'],
    additionalProperties: false,
  },
  initial: () => ({ entries: {}, last: '', count: 0, few: {} }),
});

/** What a tab shows. */
export interface Shown {
  readonly entries: readonly string[];
  readonly last: string;
  readonly count: number;
  readonly version: number;
  readonly digest: string;
  readonly tabs: number;
  readonly pending: number;
}

let sync: StateSync<Shared>;
const heard: { type: string; source: string; data: unknown }[] = [];

async function digestOf(state: Shared): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash.slice(0, 8), (n) => n.toString(16).padStart(2, '0')).join('');
}

const tabs = {
  async open(): Promise<void> {
    sync = createStateSync<Shared>({ name: 'shared', model });
    sync.on('*', ({ type, source, data }) => heard.push({ type, source, data }));
    await sync.ready;
  },

  /** One update; whether it is durable. */
  write: (tab: string, n: number): Promise<boolean> => {
    const name = `${tab}-${n}`;
    return sync.update({ entries: { [name]: n }, last: name }, { source: tab }).durable;
  },

  /** So many updates, a few at a time; says what is durable as soon as it is. */
  async burst(tab: string, count: number): Promise<void> {
    const waiting: Promise<void>[] = [];
    for (let n = 1; n <= count; n++) {
      waiting.push(
        tabs.write(tab, n).then(
          (yes) => console.log(`${tab}-${n}: ${yes ? 'promised' : 'refused'}`),
          (error) => console.log(`${tab}-${n}: ${error.code}`),
        ),
      );
      if (n % 3 === 0) await new Promise((resolve) => setTimeout(resolve, n % 5));
    }
    await Promise.all(waiting);
  },

  /** An update that is possible only where there is room. */
  few: (name: string): Promise<boolean> => sync.update({ few: { [name]: 1 } }).durable,

  /** Leaves room for one again. */
  makeRoom: (): Promise<boolean> => sync.update([{ op: 'replace', path: '/few', value: { a: 1 } }]).durable,

  /** Counts one up, if it is still so much. */
  countFrom: (count: number): Promise<boolean> =>
    sync.update([
      { op: 'test', path: '/count', value: count },
      { op: 'replace', path: '/count', value: count + 1 },
    ]).durable,

  async shown(): Promise<Shown> {
    const state = sync.getState();
    const { version, tabs, pending } = sync.status;
    return {
      entries: Object.keys(state.entries),
      last: state.last,
      count: state.count,
      version,
      digest: await digestOf(state),
      tabs,
      pending,
    };
  },

  /** Makes a backup; when it was made. */
  backUp: async (): Promise<number> => (await sync.createStateBackup()).time,

  /** What is known of backups here, without looking. */
  backups: (): [count: number, lastBackupAt: number | null] => [
    sync.getStateSyncStats().storage.backups,
    sync.status.lastBackupAt,
  ],

  recover: (): Promise<StateRecoveryResult> => sync.recoverState({ from: 'tabs' }),

  /** The same right after an update is on disk, of which the other tab has not heard, and with one in the line after it. */
  async recoverAmong(n: number): Promise<boolean> {
    await tabs.write('before', n);
    const recovering = tabs.recover();
    await Promise.all([tabs.write('after', n), recovering]);
    return (await recovering).success;
  },

  /** Hears what a listener on a part of the state is told. */
  listen(): void {
    sync.subscribe(
      (state) => Object.keys(state.entries).length,
      (now) => heard.push({ type: 'selected', source: '', data: now }),
    );
  },

  heard: (type: string): typeof heard => heard.filter((event) => event.type === type),

  undo: (): boolean => sync.undo(),

  history: (): string[] => sync.history().map((entry) => `${entry.version} ${entry.source}`),

  malformed(): void {
    const channel = new BroadcastChannel('holdfast:shared');
    for (const message of ['hello', null, { kind: 'hint' }, { kind: 'none', tab: 'x' }, 7])
      channel.postMessage(message);
    channel.close();
  },

  stats: (): number => sync.getStateSyncStats().malformedMessages,

  flush: (): Promise<void> => sync.flush(),

  close: (): Promise<void> => sync.close(),
};

declare global {
  interface Window {
    tabs: typeof tabs;
  }
}

window.tabs = tabs;
