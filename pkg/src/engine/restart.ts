/**
 * What one engine has promised, the next one keeps.
 *
 * When an instance of the module has failed (`trap.ts`), its state is gone, and with it the updates that it had accepted and not yet
 * saved. They are remembered here, in the bytes that they came in, until they are durable. Another instance reads the storage, and
 * what has not reached it is applied again, in order. Whoever waits for an answer of the old engine gets that of the new one.
 */
import type { Core } from '../core.js';
import { StateSyncError } from '../errors.js';
import type { Issue } from '../types.js';
import { translateError } from './errors.js';
import type { EnginePort } from './port.js';
import { EngineFailure } from './trap.js';
import type { RawEngine } from './wasm.js';

/** An update that the engine has accepted. */
export interface Kept {
  /** The version that it made; another one after it was applied again without one before it. */
  version: number;
  /** It is not possible any more, or the next engine did not take it. */
  isRefused?: boolean;
  /** Its place among all updates and questions. */
  turn?: number;
  readonly form: 0 | 1;
  readonly body: Uint8Array;
  readonly source: string;
  readonly label: string | undefined;
  readonly durability: string | undefined;
}

/** Somebody waits for an answer. */
interface Asked {
  readonly turn: number;
  /** Who was asked last. */
  port?: EnginePort;
  ask(port: EnginePort): void;
  reject(error: unknown): void;
}

/** So often in so many milliseconds another engine is worth a try. */
const MAX_RESTARTS = 3;
const PERIOD_MS = 60_000;

export class Restarts {
  readonly #core: Core;
  readonly #asked = new Set<Asked>();
  #kept: Kept[] = [];
  /** Updates that are gone: their call failed, or the next engine did not take them. */
  #lost: { readonly source: string; readonly label: string | null; readonly told?: () => void }[] = [];
  /** The commit that was begun last, and up to which version. */
  sought: Uint8Array | undefined;
  #sought = 0;
  #times: number[] = [];
  #count = 0;
  #turn = 0;
  /** An engine is being made ready. */
  isRunning = false;

  constructor(core: Core) {
    this.#core = core;
  }

  /** An update was accepted. */
  keep(kept: Kept): void {
    kept.turn = this.#turn++;
    this.#kept.push(kept);
  }

  /** How many updates are remembered. */
  get pending(): number {
    return this.#kept.length;
  }

  /** All up to a version are on disk. */
  durable(version: number): void {
    let count = 0;
    while ((this.#kept[count]?.version ?? Infinity) <= version) count++;
    this.#kept.splice(0, count);
  }

  /** The update that was accepted as this version is not possible any more. */
  forget(version: number): void {
    for (const kept of this.#kept) if (kept.version === version) kept.isRefused = true;
    this.#kept = this.#kept.filter((kept) => !kept.isRefused);
  }

  /** All up to a version are on their way to the disk. @param mark by which the next engine finds out whether they got there */
  writing(mark: Uint8Array, version: number): void {
    this.sought = mark;
    this.#sought = version;
  }

  /** The call of an update failed, which is told by itself; it is not made again. */
  lost(source: string, label: string | undefined): void {
    this.#lost.push({ source, label: label ?? null });
  }

  /** What the engine answers; if it fails before it does, what the next one answers. @throws StateSyncError as a rejection */
  ask<T>(question: (raw: RawEngine) => Promise<T>): Promise<T> {
    const { port, over } = this.#core;
    return new Promise((resolve, reject) => {
      const once =
        <V>(settle: (value: V) => void) =>
        (value: V) => {
          if (this.#asked.delete(asked)) settle(value);
        };
      const asked: Asked = {
        turn: this.#turn++,
        ask: (port) => {
          asked.port = port;
          // If it fails in the middle, another one is asked.
          const failed = (error: unknown) => port.failure || asked.reject(error);
          (async () => question(port.raw))().then(once(resolve), failed);
        },
        reject: once((error) => reject(translateError(error))),
      };
      this.#asked.add(asked);
      if (port) asked.ask(port);
      else if (over) asked.reject(over);
    });
  }

  /** There will be no other engine: nobody gets an answer. */
  settle(error: StateSyncError): void {
    for (const { reject } of this.#asked) reject(error);
  }

  /**
   * Gets an engine ready. One that fails is followed by another, but not for ever.
   *
   * @param load makes one; `isAgain` if there was one before
   * @param attach takes it into use, and calls `tell` when events may be told
   * @param failure of the one before, if there was one
   */
  async run(
    load: (isAgain: boolean) => Promise<EnginePort>,
    attach: (port: EnginePort, tell: () => void) => void,
    failure?: EngineFailure,
  ): Promise<void> {
    this.isRunning = true;
    const before = this.#core.version;
    try {
      for (let last = failure; ; ) {
        try {
          if (last) this.#mayTry(last);
          const port = await load(last !== undefined);
          const replayed = last ? this.#replay(port) : 0;
          const reason = last?.reason;
          attach(port, () => reason && this.#tell(reason, before, replayed));
          this.#askAgain(port);
          return;
        } catch (error) {
          if (!(error instanceof EngineFailure) || this.#core.isClosed) throw error;
          last = error;
        }
      }
    } finally {
      this.isRunning = false;
    }
  }

  #mayTry(cause: EngineFailure): void {
    const now = performance.now();
    this.#times = this.#times.filter((time) => now - time < PERIOD_MS);
    this.#count++;
    if (this.#times.push(now) <= MAX_RESTARTS) return;
    const message = `The engine fails again and again (${cause.reason}). What is stored is untouched: load the page again, and report it.`;
    this.#core.health.lastError = { code: cause.code, message };
    throw new StateSyncError(cause.code, message, { cause });
  }

  /** Asks what was asked before that turn: a recovery does not discard what was accepted after it was asked for. */
  #askAgain(port: EnginePort, turn = Infinity): void {
    for (const asked of this.#asked) if (asked.turn < turn && asked.port !== port) asked.ask(port);
    if (port.failure) throw port.failure;
  }

  /** Applies what storage does not have; how many updates that are. */
  #replay(port: EnginePort): number {
    if (port.raw.landed) this.durable(this.#sought);
    for (const kept of [...this.#kept]) {
      this.#askAgain(port, kept.turn);
      const { form, body, source, label, durability } = kept;
      try {
        const answer = port.update(form, body, source, label, durability);
        if (answer.accepted) kept.version = answer.version;
        else this.#drop(kept, answer.issues, answer.issueCount);
      } catch (error) {
        // Not a third time.
        this.#drop(kept, [failureIssue(error as EngineFailure)], 1);
        throw error;
      }
    }
    return this.#kept.length;
  }

  #drop(kept: Kept, issues: readonly Issue[], count: number): void {
    const { source, label = null } = kept;
    this.#kept.splice(this.#kept.indexOf(kept), 1);
    kept.isRefused = true;
    this.#lost.push({ source, label, told: () => this.#core.rejected(source, issues, count) });
  }

  #tell(reason: string, versionBefore: number, replayed: number): void {
    const lost = this.#lost;
    this.#lost = [];
    for (const { told } of lost) told?.();
    const refused = lost.map(({ source, label }) => ({ source, label }));
    const { version } = this.#core;
    const data = { reason, restarts: this.#count, versionBefore, version, replayed, refused };
    this.#core.emit('engine_restarted', 'engine', data);
  }
}

/** Why an update was not made that has brought the engine down. */
export function failureIssue({ reason }: EngineFailure): Issue {
  const message = `the engine has failed at this update (${reason}): do not repeat it unchanged, and report it`;
  return { code: 'update/engine_failed', severity: 'error', pointer: '', message };
}
