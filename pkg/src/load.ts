/** From nothing to a state: fetches the engine, makes an instance of it, lets it read what is stored. */
import { changed } from './apply.js';
import type { Backups } from './backups.js';
import type { Core } from './core.js';
import { closed, translate, translated, translateError } from './engine/errors.js';
import { EnginePort } from './engine/port.js';
import type { EngineFailure } from './engine/trap.js';
import { type DefaultSource, type LoadedEngine, loadEngine, type RawEngine, type WasmSource } from './engine/wasm.js';
import { StateSyncError, type StateSyncErrorCode } from './errors.js';
import { followed } from './followed.js';
import type { Initial } from './initial.js';
import type { Job, Jobs } from './jobs.js';
import { migrate } from './migrate.js';
import type { Mirror } from './mirror.js';
import type { Model } from './model/types.js';
import { askable, asking } from './model/validators.js';
import { encoded } from './tape/bodies.js';
import { Unsupported } from './tape/encode.js';

/** What an engine is made from. */
export interface Setting {
  readonly name: string;
  readonly model: Omit<Model<unknown>, 'initial' | 'created'>;
  readonly wasm: WasmSource | DefaultSource;
  readonly jobs: Jobs;
  readonly backups: Backups;
  readonly mirror: Mirror;
  readonly initial: Initial<unknown>;
  /** Told when the engine fails, in a microtask. */
  readonly failed: (failure: EngineFailure) => void;
  /** One has failed before. */
  readonly isAgain: boolean;
}

/** @throws StateSyncError why there will be no state; `core.health` knows it too */
export async function load(core: Core, setting: Setting): Promise<EnginePort> {
  const started = performance.now();
  const done = (failed: boolean) => core.statistics.operations.load.done(performance.now() - started, failed);
  try {
    const port = await tryLoad(core, setting);
    done(false);
    return port;
  } catch (error) {
    done(true);
    const failure = translateError(error);
    core.health.lastError ??= problemOf(failure);
    // What the engine said before it gave up is nearer to the cause.
    const { code, message } = core.health.lastError;
    if (code === failure.code) throw failure;
    throw new StateSyncError(code as StateSyncErrorCode, message, { cause: error });
  }
}

async function tryLoad(core: Core, setting: Setting): Promise<EnginePort> {
  // That of the attempt before.
  if (core.health.lastError?.code === 'engine_failed') core.health.lastError = null;
  const shared = await loadEngine(setting.wasm);
  if (core.isClosed) throw closed();
  const loaded = setting.isAgain ? shared.another() : shared;
  const start = async () => {
    const raw = newEngine(core, loaded, setting);
    const port = new EnginePort(loaded, raw, core.reader.reference);
    core.starting = port;
    raw.listen((...told: Told) => heard(core, setting, told));
    await new Promise<void>((resolve, reject) => {
      const failed = () => {
        // What was asked for will never be settled.
        reject(loaded.failure);
        setting.failed(loaded.failure as EngineFailure);
      };
      core.leave();
      loaded.users.add(failed);
      core.leave = () => loaded.users.delete(failed);
      translated(raw.load(() => firstBody(setting, port)) as Promise<void>).then(resolve, reject);
    });
    return port;
  };
  let port = await start().catch((error: StateSyncError) => {
    // The database cannot be opened, now or ever: what is in it stays.
    const mayDegrade = !core.isClosed && !core.health.isMemory && !core.options.set.requireDurable;
    if (error.code !== 'storage_unavailable' || !mayDegrade) throw error;
    core.health.degrade(error.message);
    return start();
  });
  try {
    if (core.isClosed) throw closed();
    core.memory = loaded.memory;
    while (await core.untilClosed(migrate(port, setting.model))) {
      port.raw.close();
      // What has ended that engine is nothing to the next one.
      core.health.lastError = null;
      port = await start();
    }
    if (core.isClosed) throw closed();
  } catch (error) {
    port.raw.close();
    throw error;
  }
  return port;
}

function newEngine(core: Core, loaded: LoadedEngine, setting: Setting): RawEngine {
  const { options, health } = core;
  const { name, version, schema, registry, components, integrity, retention, validators } = setting.model;
  const storage = health.choose(options.set.requireDurable);
  try {
    const config = options.forEngine();
    const model = {
      name,
      version,
      schema: prepared(asking(schema, validators)),
      registry: prepared(registry),
      rules: prepared({ components, integrity, retention }),
      validators: askable(validators, loaded),
    };
    const { medium, restarts } = core;
    const { sought } = restarts;
    return translate(() => new loaded.Engine({ name: setting.name, storage, medium, sought, config, model }));
  } catch (error) {
    // What was kept from another time may have become wrong.
    if ((error as StateSyncError).code === 'invalid_config' && options.forget())
      return newEngine(core, loaded, setting);
    throw error;
  }
}

/** Encoded here: the engine would ask for every member by a call of its own. What cannot be encoded, it refuses. */
function prepared(part: unknown): unknown {
  const bytes = encoded(part);
  return bytes instanceof Unsupported ? part : bytes;
}

function firstBody({ initial }: Setting, port: EnginePort): Uint8Array {
  try {
    return initial.created(port);
  } catch (cause) {
    if (!(cause instanceof Unsupported)) throw cause;
    const { pointer, message } = cause;
    throw new StateSyncError('invalid_model', `The initial state at '${pointer}': ${message}`, { pointer, cause });
  }
}

function progress(core: Core, done: number): void {
  const shown = done < 1 ? done : null;
  if (core.progress === shown) return;
  core.progress = shown;
  core.status.changed();
}

const problemOf = ({ code, message }: StateSyncError) => ({ code, message });

/** What the engine tells: an event, what it is about, the rest of it, and a number. */
type Told = [event: string, about: string, what: string | Uint8Array | Uint32Array | StateSyncError, number: number];

function heard(core: Core, { jobs, backups, mirror }: Setting, [event, about, what, number]: Told): void {
  const { commits } = core.statistics;
  const now = performance.now();
  if (event === 'finished') jobs.finished(about as Job, what as Uint8Array, number);
  else if (event === 'changed') changed(core, about, number, what as Uint32Array, now);
  else if (event === 'writing') core.restarts.writing(what as Uint8Array, number);
  else if (event === 'backup') backups.backedUp(what as Uint8Array, number);
  else if (event === 'recovered') backups.found(what as Uint8Array, number);
  else if (event === 'progress') progress(core, number);
  else if (event === 'followed') followed(core, what as Uint8Array);
  else if (event === 'durable') {
    core.tabs.hint();
    commits.durable(now);
    core.restarts.durable(number);
    core.health.durable();
    mirror.saved();
    core.status.changed();
  } else {
    const problem = typeof what === 'string' ? { code: about, message: what } : problemOf(what as StateSyncError);
    if (event === 'undurable') commits.failed(now);
    if (event === 'backup_failed') core.statistics.operations.backup.dated(number, true);
    core.health.lastError = problem;
    // Another tab has written what cannot be read here: nothing will be saved any more, and others may lead.
    if (event === 'unusable' && core.phase === 'ready') {
      core.failure = translateError(problem);
      core.phase = 'error';
      core.tabs.close();
    }
    core.emit('storage_error', 'engine', problem);
    if (event === 'damaged') backups.lost(number === 1);
    core.status.changed();
  }
}
