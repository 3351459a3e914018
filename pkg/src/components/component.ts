/**
 * One component: its status, its heartbeat, and what is done when it fails.
 *
 * - After an error it is restarted: at once; if that fails, or it soon fails again, after one second; and after four more. These
 *   three are the most; a minute without an error begins anew.
 * - If none of them helps, its slice is recovered, if it owns one, and it is restarted once more. Not without a `restart`: a
 *   component that only says that something went wrong does not lose data by it.
 * - What does not help leaves it in `error`.
 */
import { textOf } from '../text-of.js';
import type { ComponentHooks, ComponentPort } from './types.js';

/** Before each restart, in milliseconds. */
const PAUSES = [0, 1000, 4000];
/** Without an error for so long, it begins with the first pause again. */
const CALM = 60_000;
/** A restart that takes longer has failed. */
const PATIENCE = 30_000;
/** Heartbeats that may be missing. */
const BEATS = 3;

/** What a component has to tell those around it. */
export interface Neighbours {
  failed(component: Component, reason: string): void;
  restarted(component: Component): Promise<void>;
  changed(): void;
}

export class Component {
  status = '';
  #detail: string | undefined;
  /** Whether the state's record of it says the same. */
  #recorded = false;
  /** One for each handle; the newest counts. None: it is gone. */
  readonly #held: { readonly hooks: ComponentHooks }[] = [];
  readonly #port: ComponentPort;
  readonly #around: Neighbours;
  readonly #timers = new Set<() => void>();
  /** Ends the wait for the next heartbeat. */
  #watched: (() => void) | undefined;
  #lastBeat = 0;
  #attempts = 0;
  #lastAttempt = 0;
  #restarting = false;

  constructor(
    readonly name: string,
    port: ComponentPort,
    around: Neighbours,
  ) {
    this.#port = port;
    this.#around = around;
  }

  get hooks(): ComponentHooks {
    return this.#held.at(-1)?.hooks ?? {};
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
    this.#changed();
    return () => {
      this.#held.splice(this.#held.indexOf(held), 1);
      if (this.#held.length === 0) this.set('inactive');
      // Who has heard that may have registered it again.
      if (this.#held.length > 0) {
        this.#changed();
        return false;
      }
      this.stop();
      this.#port.live(this.name, undefined);
      return true;
    };
  }

  /** Other hooks count: it may promise other heartbeats, and wait for other components. */
  #changed(): void {
    this.#watched?.();
    this.#watched = undefined;
    this.beat();
    this.#around.changed();
  }

  /** No timer is left, and there will be none. */
  stop(): void {
    this.#held.length = 0;
    for (const cancel of this.#timers) cancel();
  }

  set(status: string, detail?: string): void {
    const isNew = status !== this.status || detail !== this.#detail;
    this.status = status;
    this.#detail = detail;
    this.beat();
    this.write();
    // A listener of the update may have set another one, which was told already.
    if (isNew && status === this.status && detail === this.#detail) this.note(detail);
    this.#around.changed();
  }

  /** Something happened that concerns it. */
  note(detail?: string): void {
    const said = detail === undefined ? {} : { detail };
    this.#port.emitStatus({ component: this.name, status: this.status, ...said, recorded: this.#recorded });
  }

  /** Tells its status to the engine, and writes it to the record that the model has for it. */
  write(): void {
    this.#port.live(this.name, this.status);
    const pointer = this.#port.models[this.name]?.status;
    if (pointer !== undefined) this.#recorded = this.#port.record(pointer, this.status, `component:${this.name}`);
  }

  /** The state is there: a status that was set before is written, and told again as one that is recorded. */
  ready(): void {
    const { status } = this;
    this.write();
    if (this.#recorded && status === this.status) this.note(this.#detail);
  }

  /** Another engine has the state now, and with it what was written. */
  again(): void {
    if (this.#recorded) this.#port.live(this.name, this.status);
    else this.ready();
  }

  beat(): void {
    this.#lastBeat = this.#port.now();
    this.#watch();
  }

  #watch(): void {
    const { heartbeatMs } = this.hooks;
    if (this.#watched || !heartbeatMs || /^(error|inactive)$/.test(this.status)) return;
    const due = this.#lastBeat + BEATS * heartbeatMs;
    this.#watched = this.#later(() => {
      this.#watched = undefined;
      const now = this.#port.now();
      // A timer that is late itself (a busy page, one in the background) gave nobody a chance.
      if (now - due >= heartbeatMs) this.#lastBeat = now;
      const silence = now - this.#lastBeat;
      if (silence >= BEATS * heartbeatMs && !/^(error|inactive)$/.test(this.status))
        this.fail(`no heartbeat for ${Math.round(silence)} ms`, false);
      this.#watch();
    }, due - this.#port.now());
  }

  fail(error: unknown, fatal: boolean): void {
    const reason = textOf(error);
    this.set('error', reason);
    this.#around.failed(this, reason);
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
    // With a pause before it the outcome is far away.
    tell(this.#attempts === 0 && (await this.#attempt()));
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
    const works = await this.#restart();
    if (works) await this.#around.restarted(this);
    return works;
  }

  /** Restarts it and nothing else; whether it works. */
  async #restart(): Promise<boolean> {
    let cancel = (): void => {};
    const { hooks } = this;
    const works = await this.#succeeds('restart', async () => {
      const patience = new Promise<never>((_, reject) => {
        cancel = this.#later(() => reject(`not done after ${PATIENCE} ms`), PATIENCE);
      });
      await Promise.race([hooks.restart?.(), patience]);
    });
    cancel();
    this.#lastAttempt = this.#port.now();
    // Unless it has said itself how it is.
    if (works && this.#isDown) this.set('active');
    return works;
  }

  /** After one that it depends on: it is restarted too, if it can be. */
  async follow(): Promise<void> {
    if (this.#restarting || !this.hooks.restart || (await this.#restart())) return;
    this.#attempts ||= 1;
    this.fail(this.#detail, false);
  }

  /** Takes its slice back to what was good; whether there is anything to try again for. */
  async #recover(): Promise<boolean> {
    const { slice } = this.#port.models[this.name] ?? {};
    if (slice === undefined || !this.#port.recoveryEnabled()) return false;
    return this.#succeeds('recovery', async () => {
      const { success, reason } = await this.#port.recover(this.name, slice);
      if (!success) throw reason;
    });
  }

  /** Tries something; what it throws is the detail of the status. */
  async #succeeds(what: string, run: () => Promise<void>): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (error) {
      if (this.#held.length > 0) this.set('error', `${what} failed: ${textOf(error)}`);
      return false;
    }
  }

  /** Gives back how to cancel it. */
  #later(run: () => void, ms: number): () => void {
    const stop = this.#port.later(() => {
      this.#timers.delete(cancel);
      run();
    }, ms);
    const cancel = (): void => {
      this.#timers.delete(cancel);
      stop();
    };
    this.#timers.add(cancel);
    return cancel;
  }
}
