/** The life of one instance: the state is loaded, an engine that has failed is replaced, and one day it is closed. */
import type { Components } from './components/components.js';
import type { Core } from './core.js';
import { closed, translateError } from './engine/errors.js';
import type { EnginePort } from './engine/port.js';
import type { EngineFailure } from './engine/trap.js';
import type { StateSyncError } from './errors.js';
import { tabsPort } from './followed.js';
import { load, type Setting } from './load.js';
import { Mirror } from './mirror.js';
import { Watches } from './snapshot/tracker.js';

/** What it is the life of. */
export interface Living extends Omit<Setting, 'mirror' | 'failed' | 'isAgain'> {
  readonly core: Core;
  readonly components: Components;
  /** The name is free again. */
  readonly onClose: () => void;
}

export class Life {
  readonly #of: Living;
  readonly #mirror: Mirror;
  readonly ready: Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(of: Living) {
    this.#of = of;
    this.#mirror = new Mirror(of.core, of.name);
    this.ready = this.#start();
    // Whoever does not wait for it learns of the failure from `status`.
    this.ready.catch(() => {});
  }

  async flush(): Promise<void> {
    const { core } = this.#of;
    core.mustBeOpen();
    await this.ready;
    core.subscriptions.run();
    await core.restarts.ask((raw) => raw.flush());
  }

  /** Whoever asks again waits for the same: until then not everything is saved. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { core, components, onClose } = this.#of;
    core.giveUp();
    // What was accepted is not given up.
    if (core.phase === 'recovering') await this.flush().catch(() => {});
    const saved = core.port ? core.restarts.ask((raw) => raw.flush()).catch(() => {}) : undefined;
    if (core.phase === 'loading') core.failure = closed();
    core.phase = 'closed';
    onClose();
    components.close();
    core.subscriptions.clear();
    core.events.clear();
    core.early.settle(closed());
    await saved;
    this.#mirror.close();
    core.tabs.close();
    core.leave();
    core.look((raw) => raw.close(), undefined);
    core.restarts.settle(closed());
    core.status.changed();
    core.status.clear();
  }

  /** @param failure of the engine before, if there was one */
  async #start(failure?: EngineFailure): Promise<void> {
    // Listeners and updates of the same turn come first; and a server that never reads does no work.
    await Promise.resolve();
    const { core } = this.#of;
    const failed = (failure: EngineFailure) => this.#restart(failure);
    try {
      await core.restarts.run(
        (isAgain) => load(core, { ...this.#of, mirror: this.#mirror, failed, isAgain }),
        (port, tell) => this.#attach(port, tell),
        failure,
      );
    } catch (error) {
      core.failure = translateError(error);
      if (!core.isClosed) core.phase = 'error';
      core.leave();
      core.status.changed();
      core.early.settle(core.over);
      core.restarts.settle(core.over as StateSyncError);
      throw core.failure;
    }
  }

  /** The engine has failed. */
  #restart(failure: EngineFailure): void {
    const { core } = this.#of;
    if (core.isClosed) core.restarts.settle(closed());
    else if (!core.restarts.isRunning) {
      core.subscriptions.detach();
      core.status.changed();
      // `status` says how it goes.
      this.#start(failure).catch(() => {});
    }
  }

  /** There is a state: takes the engine into use. @param tell says what has become of the one before */
  #attach(port: EnginePort, tell: () => void): void {
    const { core, components, backups, initial } = this.#of;
    const { health, reader } = core;
    const isAgain = core.phase === 'recovering';
    core.port = port;
    core.phase = 'ready';
    core.version = port.raw.version;
    initial.release();
    reader.attach(port);
    core.status.changed();
    if (health.degraded && health.lastError) core.emit('storage_degraded', 'engine', health.lastError);
    core.subscriptions.attach({ port, reader, watches: new Watches() });
    this.#mirror.begin(port.raw);
    tell();
    components.ready(isAgain);
    core.early.settle();
    void core.statistics.measureStorage();
    port.raw.lead(core.tabs.isLeader);
    if (!isAgain) {
      core.tabs.onLeader(() => core.look((raw) => raw.lead(true), undefined));
      core.tabs.open(tabsPort(core, backups), !health.isMemory);
    }
    // For the statistics, and when there was last a backup.
    backups.list().catch(() => {});
  }
}
