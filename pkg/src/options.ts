/**
 * The options of one instance: those given, those kept from earlier (`persistConfig`), those changed while it runs, in this
 * order of weight.
 *
 * `persistConfig` is this file's own affair; the engine has the rest and says what is wrong with it. Keeping never fails: a
 * browser without `localStorage`, one that does not let the page have it, and one with rubbish in it remember nothing.
 */
import { DEFAULTS } from './config.js';
import { must } from './must.js';
import type { StateSyncConfig } from './types.js';

type Some = Partial<StateSyncConfig>;

/** Without those that are `undefined`, which say nothing. */
const said = (config: Some): Some =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)) as Some;

export class Options {
  /** What was set by somebody. */
  set: Some;
  readonly #key: string;
  readonly #given: Some;
  /** What was changed while an instance of the name was running. */
  #kept: Some = {};

  /** @param name of the instance */
  constructor(name: string, given: Some = {}) {
    this.#key = `holdfast:${name}:config`;
    this.#given = said(given);
    if (given.persistConfig === true) this.#kept = this.#read();
    this.set = { ...this.#given, ...this.#kept };
  }

  /** Forgets what was kept from earlier, if there is anything: the engine does not take it. */
  forget(): boolean {
    // What was changed before the engine was there is not from earlier.
    const had = this.set.persistConfig === true && Object.keys(this.#kept).length > 0;
    this.#kept = {};
    this.set = { ...this.#given };
    if (had) this.#write();
    return had;
  }

  /** What was set, for the engine. @throws StateSyncError `invalid_config` */
  forEngine({ persistConfig, ...rest }: Some = this.set): Some {
    must(['undefined', 'boolean'].includes(typeof persistConfig), 'true or false as persistConfig', persistConfig);
    return rest;
  }

  /** The engine has taken it. */
  change(config: Some): void {
    const changes = said(config);
    this.#kept = { ...this.#kept, ...changes };
    this.set = { ...this.set, ...changes };
    if (this.full().persistConfig || changes.persistConfig === false) this.#write();
  }

  /** All of them. @param inForce what the engine says, if there is one */
  full(inForce: Some = this.set): StateSyncConfig {
    const all = { ...DEFAULTS, ...inForce, persistConfig: this.set.persistConfig ?? false };
    // The caller's own, like the rest.
    return { ...all, backupRetention: { ...all.backupRetention } };
  }

  /** What it is, the engine finds out. */
  #read(): Some {
    try {
      return { ...JSON.parse(localStorage.getItem(this.#key) ?? '{}') };
    } catch {
      return {};
    }
  }

  #write(): void {
    try {
      if (this.set.persistConfig) localStorage.setItem(this.#key, JSON.stringify(this.#kept));
      else localStorage.removeItem(this.#key);
    } catch {
      // Full, or not ours.
    }
  }
}
