/** Writes without end and says in the console what it has been promised, each time before it goes on. */
import { createStateSync, type StateSync, StateSyncError } from 'holdfast';
import { change, flaw, model, type Numbered } from './numbered.ts';

/** What a page finds when it has loaded. */
export interface Found {
  readonly count: number;
  readonly flaw: string | undefined;
  /** What the application is told of the storage. */
  readonly told?: string | undefined;
}

/** How updates are made. */
export interface Burst {
  readonly lie?: boolean | undefined;
  readonly level?: 'relaxed' | 'strict' | undefined;
}

/** How something ended that may fail. */
export interface End {
  readonly code: string;
  readonly message: string;
}

let sync: StateSync<Numbered>;

const durability = {
  /** Loads. */
  async open(name = 'numbered'): Promise<Found> {
    sync = createStateSync<Numbered>({ name, model });
    await sync.ready;
    return durability.found();
  },

  found(): Found {
    const state = sync.getState();
    return { count: state.count, flaw: flaw(state, sync.status.version), told: durability.lastError() };
  },

  /** Loads, and tells why it did not. */
  attempt: (): Promise<End> => durability.open().then(() => ({ code: 'ready', message: '' }), endOf),

  /** Makes the next update. `lie` counts it as promised although nobody has said so. `level`: some of each without it. */
  next({ lie = false, level: wanted }: Burst = {}): void {
    const n = sync.getState().count + 1;
    const level = wanted ?? (n % 4 === 0 ? 'relaxed' : 'strict');
    const { accepted, issues, durable } = sync.update(change(n), { durability: lie ? 'memory' : level });
    if (!accepted) throw new Error(`update ${n} was refused: ${JSON.stringify(issues)}`);
    if (lie) say('promised', n);
    else
      durable.then(
        () => say('promised', n),
        (error) => say(endOf(error).code, n),
      );
  },

  /** Updates for ever: some at once, then a pause, sometimes until everything is on disk. */
  async burst({ lie = false, level }: Burst = {}): Promise<never> {
    for (let round = 0; ; round++) {
      for (let i = (round * 5) % 7; i >= 0; i--) durability.next({ lie, level });
      if (round % 11 === 10 && !lie) await sync.flush();
      else await new Promise((resolve) => setTimeout(resolve, round % 4));
    }
  },

  /** One update and how it ends. */
  async save(change: { entries: Record<string, string> }): Promise<End> {
    const { durable } = sync.update(change);
    return durable.then((yes) => ({ code: String(yes), message: '' }), endOf);
  },

  /** Saves an entry of random characters, which no browser can store as less. What is not settled in a while is `waiting`. */
  saveNoise({ name, length }: { name: string; length: number }): Promise<End> {
    const waiting = new Promise<End>((resolve) => setTimeout(resolve, 8000, { code: 'waiting', message: '' }));
    return Promise.race([durability.save({ entries: { [name]: noise(length) } }), waiting]);
  },

  /** The entries, and how long each is. */
  lengths: (): Record<string, number> =>
    Object.fromEntries(Object.entries(sync.getState().entries).map(([name, text]) => [name, text.length])),

  flush: (): Promise<End> => sync.flush().then(() => ({ code: 'flushed', message: '' }), endOf),

  entries: (): Record<string, string> => ({ ...sync.getState().entries }),

  pending: (): number => sync.status.pending,

  lastError: (): string | undefined => sync.status.lastError?.code,

  /** Asks for updates at once, before anything can be loaded. */
  early(count: number): Promise<boolean[]> {
    sync = createStateSync<Numbered>({ name: 'numbered', model });
    const wanted = Array.from({ length: count }, (_, at) => ({ entries: { [`early-${at}`]: 'x' } }));
    return Promise.all(wanted.map((one) => sync.updateState(one)));
  },

  /** What `update` throws now. */
  refused(): End {
    try {
      sync.update({ count: 1 });
      return { code: 'none', message: '' };
    } catch (error) {
      return endOf(error);
    }
  },

  close: (): Promise<void> => sync.close(),
};

function noise(length: number): string {
  const parts: string[] = [];
  // More bytes at once are not given.
  for (let left = length; left > 0; left -= 65_536) {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.min(left, 65_536)));
    parts.push(Array.from(bytes, (byte) => String.fromCharCode(32 + (byte % 95))).join(''));
  }
  return parts.join('');
}

function say(what: string, n: number): void {
  console.log(`update ${n}: ${what}`);
}

function endOf(error: unknown): End {
  if (error instanceof StateSyncError) return { code: error.code, message: error.message };
  return { code: `no StateSyncError but ${String(error)}`, message: '' };
}

declare global {
  interface Window {
    durability: typeof durability;
  }
}

window.durability = durability;
