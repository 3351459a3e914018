/**
 * One component: its status, its heartbeat, and what is done when it fails.
 *
 * - After an error it is restarted: at once; if that fails, or it soon fails again, after one second; and after four more. These
 *   three are the most; a minute without an error begins anew.
 * - If none of them helps, its slice is recovered, if it owns one, and it is restarted once more. Not without a `restart`: a
 *   component that only says that something went wrong does not lose data by it.
 * - What does not help leaves it in `error`.
 */
import { isolate } from '../isolate.js';
import type { ComponentHooks, ComponentPort } from './types.js';

/** Before each restart, in milliseconds. */
const PAUSES = [0, 1000, 4000];
/** Without an error for so long, it begins with the first pause again. */
const CALM = 60_000;
/** A restart that takes longer has failed. */
const PATIENCE = 30_000;
/** Heartbeats that may be missing. */
const BEATS = 3;

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What a component has to tell those around it. */
export interface Neighbours {
  failed(component: Component, reason: string): void;
  restarted(component: Component): Promise<void>;
  changed(): void;
}

export class Component {
  status = '';
  #detail: string | undefined;
  /** Whether the state's record of it says the same; `undefined`: not yet, there is no state. */
  #recorded: boolean | undefined = false;
  /** One for each handle; the newest counts. None: it is gone. */
  readonly #held: { readonly hooks: ComponentHooks }[] = [];
  readonly #port: ComponentPort;
  readonly #neighbours: Neighbours;
  readonly #timers = new Set<() => void>();
  #watched = false;
  #lastBeat = 0;
  #attempts = 0;
  #lastAttempt = 0;
  #restarting = false;

  constructor(
    readonly name: string,
    port: ComponentPort,
    neighbours: Neighbours,
  ) {
    this.#port = port;
    this.#neighbours = neighbours;
  }

  get hooks(): ComponentHooks {
    return this.#held.at(-1)?.hooks ?? {};
  }

  get slice(): string | undefined {
    return this.#port.models[this.name]?.slice;
  }

  /** Whether it is to be started again. */
  get #isDown(): boolean {
    return this.status === 'error' && this.#held.length > 0;
  }

  /** Adds a handle; gives back how to take it away, which says whether it was the last. */
  hold(hooks: ComponentHooks): () => boolean {
    const held = { hooks };
    this.#held.push(held);
    if (this.#held.length === 1) this.set('initializing');
    else this.#watch();
    return () => {
      this.#held.splice(this.#held.indexOf(held), 1);
      if (this.#held.length > 0) return false;
      this.set('inactive');
      this.stop();
      this.#port.live(this.name, undefined);
      return true;
    };
  }

  /** No timer is left, and there will be none. */
  stop(): void {
    this.#held.length = 0;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  set(status: string, detail?: string): void {
    const isNew = status !== this.status || detail !== this.#detail;
    this.status = status;
    this.#detail = detail;
    this.#port.live(this.name, status);
    this.beat();
    this.write();
    // A listener of the update may have set another one, which was told already.
    if (isNew && status === this.status && detail === this.#detail) this.note(detail);
    this.#neighbours.changed();
  }

  /** Something happened that concerns it. */
  note(detail?: string): void {
    const { name: component, status } = this;
    const recorded = this.#recorded === true;
    this.#port.emitStatus({ component, status, ...(detail === undefined ? {} : { detail }), recorded });
  }

  /** Writes its status to the record that the model has for it. */
  write(): void {
    const pointer = this.#port.models[this.name]?.status;
    if (pointer !== undefined) this.#recorded = this.#port.record(pointer, this.status, `component:${this.name}`);
  }

  /** The state is there. */
  ready(): void {
    this.#port.live(this.name, this.status);
    if (this.#recorded === undefined) this.write();
  }

  beat(): void {
    this.#lastBeat = this.#port.now();
    this.#watch();
  }

  #watch(): void {
    const { heartbeatMs } = this.hooks;
    if (this.#watched || !heartbeatMs || this.status === 'error' || this.status === 'inactive') return;
    const due = this.#lastBeat + BEATS * heartbeatMs;
    this.#watched = true;
    this.#later(() => {
      this.#watched = false;
      const now = this.#port.now();
      // A timer that is late itself (a busy page, one in the background) gave nobody a chance.
      if (now - due >= heartbeatMs) this.#lastBeat = now;
      const silence = now - this.#lastBeat;
      if (silence >= BEATS * heartbeatMs && this.status !== 'error' && this.status !== 'inactive')
        this.fail(`no heartbeat for ${Math.round(silence)} ms`, false);
      this.#watch();
    }, due - this.#port.now());
  }

  fail(error: unknown, fatal: boolean): void {
    const reason = textOf(error);
    this.set('error', reason);
    this.#neighbours.failed(this, reason);
    const tell = (restarted: boolean): void =>
      this.#port.emitError({ component: this.name, error: reason, fatal, restarted });
    if (this.#port.now() - this.#lastAttempt > CALM) this.#attempts = 0;
    // One that is being restarted goes on with that.
    if (this.#restarting || !this.hooks.restart || this.#attempts >= PAUSES.length) tell(false);
    else void this.#revive(tell);
  }

  /** Restarts it until it works, or nothing is left to try. */
  async #revive(tell: (restarted: boolean) => void): Promise<void> {
    this.#restarting = true;
    if (this.#attempts === 0) tell(await this.#attempt());
    // The outcome is far away.
    else tell(false);
    while (this.#isDown && this.#attempts < PAUSES.length) {
      await new Promise<void>((resolve) => this.#later(resolve, PAUSES[this.#attempts] as number));
      // It may be well by now.
      if (this.#isDown) await this.#attempt();
    }
    if (this.#isDown && (await this.#recover()) && this.#isDown) await this.#attempt();
    this.#restarting = false;
  }

  /** Restarts it, and then those that depend on it. */
  async #attempt(): Promise<boolean> {
    this.#attempts++;
    const works = await this.restart();
    if (works) await this.#neighbours.restarted(this);
    return works;
  }

  /** Restarts it and nothing else, unless that is under way; whether it works. */
  async restart(): Promise<boolean> {
    const { hooks } = this;
    try {
      let cancel = (): void => {};
      const patience = new Promise<never>((_, reject) => {
        cancel = this.#later(() => reject(`not done after ${PATIENCE} ms`), PATIENCE);
      });
      await Promise.race([hooks.restart?.(), patience]).finally(cancel);
    } catch (error) {
      if (this.#held.length > 0) this.set('error', `restart failed: ${textOf(error)}`);
      return false;
    } finally {
      this.#lastAttempt = this.#port.now();
    }
    // Unless it has said itself how it is.
    if (this.#isDown) this.set('active');
    return true;
  }

  /** After one that it depends on: it is restarted too, if it can be. */
  async follow(): Promise<void> {
    if (this.#restarting || !this.hooks.restart || (await this.restart())) return;
    this.#attempts ||= 1;
    this.fail(this.#detail, false);
  }

  /** Takes its slice back to what was good; whether there is anything to try again for. */
  async #recover(): Promise<boolean> {
    const { slice } = this;
    if (slice === undefined || !this.#port.recoveryEnabled()) return false;
    let reason: string | undefined;
    try {
      const { success, reason: why = 'no reason given' } = await this.#port.recover(this.name, slice);
      if (!success) reason = why;
    } catch (error) {
      reason = textOf(error);
    }
    if (reason !== undefined && this.#isDown) this.set('error', `recovery failed: ${reason}`);
    return reason === undefined;
  }

  #later(run: () => void, ms: number): () => void {
    const cancel = this.#port.later(
      () => {
        this.#timers.delete(cancel);
        run();
      },
      Math.max(0, ms),
    );
    this.#timers.add(cancel);
    return () => {
      this.#timers.delete(cancel);
      cancel();
    };
  }

  /** What the component itself has of its slice. */
  state(): unknown {
    let state: unknown;
    isolate(() => {
      state = this.hooks.getState?.();
    });
    return state;
  }
}
