/**
 * What is kept in `localStorage` beside the database, since it is written at once and lost on other occasions:
 *
 * - where the journal ended: a database that knows less has been evicted, or an old copy of it was put back;
 * - what was accepted and not on disk when the page ended: it is made at the next start, as far as it did not get there.
 */
import type { Core } from './core.js';
import type { RawEngine } from './engine/wasm.js';

/** In bytes; a third more as text. Browsers give an origin 5 MB. */
const MOST = 96 * 1024;

export class Mirror {
  readonly #core: Core;
  readonly #head: string;
  readonly #rest: string;
  #storage: Storage | undefined;
  #isOpen = false;
  #hasRest = false;
  #ends: (() => void)[] = [];

  constructor(core: Core, name: string) {
    this.#core = core;
    this.#head = `holdfast:${name}:head`;
    this.#rest = `holdfast:${name}:rest`;
  }

  /** The state is loaded, and nobody has changed it yet. */
  begin(raw: RawEngine): void {
    // Absent in workers and on servers; forbidden in some private modes.
    try {
      if (!this.#core.health.isMemory && typeof document !== 'undefined') this.#storage = localStorage;
    } catch {}
    // Another engine, after one that has failed, is told by its own means what was pending.
    if (this.#isOpen) return;
    this.#compare(raw);
    if (!this.#storage) return;
    this.#isOpen = true;
    const rest = this.#read(this.#rest);
    if (rest) {
      this.#hasRest = true;
      raw.finish(Uint8Array.from(atob(rest), (character) => character.charCodeAt(0)));
    }
    const end = () => this.#end();
    const hidden = () => document.visibilityState === 'hidden' && end();
    for (const [target, event, handler] of [
      [document, 'visibilitychange', hidden],
      [document, 'freeze', end],
      [globalThis, 'pagehide', end],
    ] as const) {
      target.addEventListener(event, handler);
      this.#ends.push(() => target.removeEventListener(event, handler));
    }
  }

  /** What is stored now, with what was. */
  #compare(raw: RawEngine): void {
    const [database, sequence] = raw.head() as [string, number];
    const [known, last] = this.#read(this.#head)?.split('/') ?? [];
    const isGone = sequence === 0 && (known !== undefined || raw.isEmptied);
    const isOlder = known === database && Number(last) > sequence;
    // What was damaged has been told already.
    if (!(isGone || isOlder) || this.#core.health.lastError?.code === 'unreadable_data') return;
    const message = isGone
      ? 'The browser has removed what was stored: the state begins anew.'
      : 'What is stored is older than what was saved last: an old copy was put back, or the browser has lost the newest part.';
    const problem = { code: 'data_lost', message } as const;
    this.#core.health.lastError = problem;
    this.#core.emit('storage_error', 'engine', problem);
  }

  /** Something was written. */
  saved(): void {
    if (!this.#isOpen) return;
    this.#core.look((raw) => {
      this.#write(this.#head, (raw.head() as [string, number]).join('/'));
      if (this.#hasRest && raw.pending === 0) this.#forget();
    }, undefined);
  }

  close(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    this.#isOpen = false;
  }

  /** The page may not come back. */
  #end(): void {
    const rest = this.#core.look((raw) => {
      if (raw.pending === 0) return undefined;
      raw.flushLast();
      return raw.unfinished(MOST);
    }, undefined);
    if (!rest?.length) return;
    this.#hasRest = true;
    this.#write(this.#rest, btoa(Array.from(rest, (byte) => String.fromCharCode(byte)).join('')));
  }

  #forget(): void {
    this.#hasRest = false;
    try {
      this.#storage?.removeItem(this.#rest);
    } catch {}
  }

  #read(key: string): string | null | undefined {
    try {
      return this.#storage?.getItem(key);
    } catch {
      return undefined;
    }
  }

  #write(key: string, text: string): void {
    try {
      this.#storage?.setItem(key, text);
    } catch {
      // Full: the database is what counts.
    }
  }
}
