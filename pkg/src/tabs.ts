/**
 * The other tabs with the same state: who they are, and that there may be something of theirs to read.
 *
 * What counts is on disk; messages are hints, and it does no harm when one is lost, late, forged or of another version. A tab
 * that dies without a word is missed when it does not answer; one that was frozen comes back with its next message.
 *
 * One of them is the leader for as long as it lives: it does what is enough if one does it. That is a matter of economy, not of
 * safety: a leader that was frozen may wake up and find another in its place. Where there are no locks, each leads.
 */
import { isolate } from './isolate.js';
import { unref } from './unref.js';

/** How often tabs ask whether the others are still there, in milliseconds, and how long one may not answer. */
const PING_MS = 5_000;
const SILENT_MS = 12_000;
/** How long a tab may take to give its state, in milliseconds. */
export const GIVE_MS = 3_000;
const KINDS = ['hello', 'here', 'bye', 'ping', 'hint', 'backup', 'ask', 'give'] as const;

/** Where a journal ends: its name, and the number of its last record. */
export type Head = readonly [string, number];

/**
 * What tabs say: `hello` and `ping` are answered with `here`, `hint` means that there may be something to read, `backup` that
 * there is another backup, `ask` is answered with `give` and the state as a file, by a tab that knows the journal up to where the one that asks has come.
 */
interface Message {
  readonly kind: (typeof KINDS)[number];
  readonly tab: string;
  /** For whom it is, what is given, and to which question. */
  readonly to?: string;
  readonly file?: Uint8Array;
  readonly head?: Head | undefined;
}

/** What is to be done when something is heard. */
export interface TabsPort {
  /** There may be something to read. */
  hint(): void;
  /** There may be other backups. */
  backup(): void;
  joined(tab: string): void;
  left(tab: string): void;
  /** The state as a file, if there is one, as soon as it has what leads there. Whether somebody has forged that is not known. */
  give(head: Head | undefined): Promise<Uint8Array | undefined>;
}

export class Tabs {
  /** Whether this tab is the one to do what one tab does for all. */
  isLeader = false;
  /** Messages that were none of ours. */
  malformed = 0;
  readonly #name: string;
  readonly #tab = Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16).padStart(2, '0')).join(
    '',
  );
  /** When each of the others was last heard, in milliseconds. */
  readonly #others = new Map<string, number>();
  /** What ends with this. */
  readonly #ends: (() => void)[] = [];
  readonly #onLeader: (() => void)[] = [];
  #channel: BroadcastChannel | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #port: TabsPort | undefined;
  /** Take what the first of the others gives, each for a question of its own. */
  readonly #takes = new Set<(file?: Uint8Array, to?: Head) => void>();

  constructor(name: string) {
    this.#name = `holdfast:${name}`;
  }

  /** Open tabs, this one included. */
  get count(): number {
    return this.#others.size + 1;
  }

  /** Calls back as soon as this tab leads, at once if it does already. */
  onLeader(then: () => void): void {
    if (this.isLeader) isolate(then);
    else this.#onLeader.push(then);
  }

  /** Begins. @param shared whether others can have the same state at all */
  open(port: TabsPort, shared: boolean): void {
    if (!shared) {
      this.#lead();
      return;
    }
    this.#port = port;
    if (typeof BroadcastChannel !== 'undefined') this.#join(new BroadcastChannel(this.#name));
    const hint = () => port.hint();
    this.#listen(globalThis, 'pageshow', () => {
      this.#say('hello');
      hint();
    });
    this.#listen(globalThis, 'pagehide', () => this.#say('bye'));
    this.#listen(globalThis.document, 'resume', hint);
    this.#listen(globalThis.document, 'visibilitychange', () => {
      if (globalThis.document.visibilityState === 'visible') hint();
    });
    this.#apply(globalThis.navigator?.locks);
  }

  /** Tells the others that there may be something to read, or that this tab waits to write. */
  hint(): void {
    this.#say('hint');
  }

  /** Tells the others that there is another backup. */
  backup(): void {
    this.#say('backup');
  }

  /** The state of another tab that has what leads there, as a file; `undefined` if there is no other, or none answers. */
  async ask(head: Head): Promise<Uint8Array | undefined> {
    if (this.#others.size === 0) return undefined;
    return new Promise((resolve) => {
      const take = (file?: Uint8Array, to?: Head) => {
        // What is given late is the answer to an earlier question.
        if (file && `${to}` !== `${head}`) return;
        this.#takes.delete(take);
        clearTimeout(timer);
        resolve(file);
      };
      const timer = setTimeout(take, GIVE_MS);
      this.#takes.add(take);
      this.#say('ask', { head });
    });
  }

  close(): void {
    this.#say('bye');
    this.#port = undefined;
    for (const end of this.#ends.splice(0)) end();
    clearInterval(this.#timer);
    this.#channel?.close();
    this.#channel = undefined;
    this.#others.clear();
    this.#onLeader.length = 0;
    this.isLeader = false;
  }

  #join(channel: BroadcastChannel): void {
    this.#channel = channel;
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isMessage(data)) this.#heard(data);
      else this.malformed++;
    };
    channel.onmessageerror = () => this.malformed++;
    unref(channel);
    this.#timer = unref(setInterval(() => this.#ping(), PING_MS));
    this.#say('hello');
  }

  #heard({ kind, tab, to, file, head }: Message): void {
    const port = this.#port;
    if (!port || tab === this.#tab) return;
    if (kind === 'bye') {
      this.#gone(tab);
      return;
    }
    const isNew = !this.#others.has(tab);
    this.#others.set(tab, performance.now());
    if (isNew) port.joined(tab);
    if (kind === 'hello' || kind === 'ping') this.#say('here');
    if (kind === 'ask') port.give(head).then((file) => file && this.#say('give', { to: tab, file, head }));
    if (kind === 'give' && to === this.#tab && file instanceof Uint8Array)
      for (const take of this.#takes) take(file, head);
    // What somebody has written before it was heard of is not known here either.
    if (kind === 'hint' || isNew) port.hint();
    if (kind === 'backup' || isNew) port.backup();
  }

  #ping(): void {
    const now = performance.now();
    for (const [tab, heard] of this.#others) if (now - heard > SILENT_MS) this.#gone(tab);
    if (this.#others.size > 0) this.#say('ping');
  }

  #gone(tab: string): void {
    if (this.#others.delete(tab)) this.#port?.left(tab);
  }

  #say(kind: Message['kind'], more?: Pick<Message, 'to' | 'file' | 'head'>): void {
    this.#channel?.postMessage({ kind, tab: this.#tab, ...more } satisfies Message);
  }

  #listen(target: EventTarget | undefined, event: string, handle: () => void): void {
    target?.addEventListener?.(event, handle);
    this.#ends.push(() => target?.removeEventListener?.(event, handle));
  }

  /** Waits for the lock that the leader holds. */
  #apply(locks: LockManager | undefined): void {
    if (!locks) {
      this.#lead();
      return;
    }
    const giveUp = new AbortController();
    const held = new Promise<void>((release) => this.#ends.push(release, () => giveUp.abort()));
    const lead = () => {
      if (this.#port) this.#lead();
      return held;
    };
    // Given up, or not allowed here.
    locks.request(this.#name, { signal: giveUp.signal }, lead).catch(() => {});
  }

  #lead(): void {
    this.isLeader = true;
    for (const then of this.#onLeader.splice(0)) isolate(then);
  }
}

function isMessage(data: unknown): data is Message {
  const { kind, tab } = (data ?? {}) as Partial<Message>;
  return KINDS.includes(kind as Message['kind']) && typeof tab === 'string' && tab.length <= 32;
}
