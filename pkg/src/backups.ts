/**
 * Backups, recovery, and the state as a file.
 *
 * The engine does the work, also by timer; either way it tells of a backup (`backedUp`), and what the application hears is made
 * there.
 */
import { applyPatch, changed, keepNewest, reject } from './apply.js';
import type { Components } from './components/components.js';
import type { Core } from './core.js';
import { translate } from './engine/errors.js';
import type { EnginePort } from './engine/port.js';
import type { RawEngine } from './engine/wasm.js';
import { StateSyncError } from './errors.js';
import { migratedBytes } from './migrate.js';
import { revived } from './model/revive.js';
import type { Model } from './model/types.js';
import { must } from './must.js';
import { parsePointer } from './pointer.js';
import { Accepted } from './receipt.js';
import { mustBeClear } from './recover-options.js';
import type { Head } from './tabs.js';
import { decoded, issueOf } from './tape/bodies.js';
import { Unsupported } from './tape/encode.js';
import { textOf } from './text-of.js';
import type { BackupInfo, Issue, RecoverOptions, StateRecoveryResult, UpdateReceipt } from './types.js';

/** What the engine says of a recovery; slices are members of the state. */
interface Recovered {
  readonly success: boolean;
  /** Memory had more than storage, which was written anew. */
  readonly rewritten: boolean;
  readonly backupUsed: string | null;
  readonly version: number;
  /** The version that was found, and the one that was there before. */
  readonly found: number;
  readonly before: number;
  readonly missing: readonly string[];
  readonly issues: readonly Issue[];
}

/** What is to be known of the model. */
type ModelPart = Pick<Model<unknown>, 'components' | 'schema' | 'version' | 'migrations'>;

/** How often another tab is asked for its state while this one goes on. */
const ASK = 8;
const IMPORT = 'import';
const RECOVERY = 'recovery';

/** Of one instance. */
export class Backups {
  readonly #core: Core;
  readonly #model: ModelPart;
  /** What components know of their slices, by name. */
  readonly #live: Components['states'];

  constructor(core: Core, model: ModelPart, live: Components['states']) {
    this.#core = core;
    this.#model = model;
    this.#live = live;
  }

  /** Has the engine put something else in the place of the state. */
  async #put(raw: RawEngine, asked: Omit<RecoverOptions, 'from'> & { file?: Uint8Array }): Promise<Recovered> {
    const migrate = (state: unknown, from: number) => this.#core.untilClosed(migratedBytes(this.#model, state, from));
    return (await raw.recoverState({ ...asked, migrate })) as Recovered;
  }

  get #port(): EnginePort {
    return this.#core.open();
  }

  async create(label?: string, kind?: BackupInfo['kind']): Promise<BackupInfo> {
    const started = performance.now();
    try {
      return Object.freeze((await this.#core.restarts.ask((raw) => raw.createStateBackup(label, kind))) as BackupInfo);
    } catch (error) {
      this.#core.statistics.operations.backup.dated(performance.now() - started, true);
      throw error;
    }
  }

  async list(): Promise<BackupInfo[]> {
    const backups = (await this.#core.restarts.ask((raw) => raw.listBackups())) as BackupInfo[];
    this.#core.backups = backups.map((backup) => Object.freeze(backup));
    this.#core.lastBackupAt = backups[0]?.time ?? null;
    this.#core.status.changed();
    return backups;
  }

  async recover(options: RecoverOptions = {}): Promise<StateRecoveryResult> {
    const core = this.#core;
    const started = performance.now();
    core.busy.push('recovering');
    core.status.changed();
    let result: Omit<StateRecoveryResult, 'durationMs'> | undefined;
    try {
      mustBeClear(options);
      const { from } = options;
      result = await (from === 'components'
        ? this.#fromComponents(options)
        : from === 'tabs'
          ? this.#fromTabs(options)
          : this.#fromStorage(options));
    } catch (error) {
      if (core.isClosed) throw error;
      result = this.#failed((error as Error).message);
    } finally {
      core.busy.splice(core.busy.indexOf('recovering'), 1);
      core.status.changed();
    }
    const durationMs = performance.now() - started;
    core.statistics.operations.recover.dated(durationMs, !result.success);
    this.#tell(result, durationMs);
    return Object.freeze({ ...result, durationMs });
  }

  #tell(result: Omit<StateRecoveryResult, 'durationMs'>, durationMs: number): void {
    const { success, backupUsed, dataLoss, source, version, reason } = result;
    this.#core.emit('state_recovered', RECOVERY, {
      ...{ success, backupUsed, dataLoss, source, version, durationMs },
      recoveredComponents: result.recoveredComponents.length,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  async #fromStorage(options: RecoverOptions): Promise<Omit<StateRecoveryResult, 'durationMs'>> {
    const { backup, version, time, from } = options;
    const slices = options.slices && [...new Set(options.slices.map((slice) => this.#whole(slice)))];
    const isAsked = backup !== undefined || version !== undefined || time !== undefined;
    // Nothing is waited for before the engine is asked: what is accepted after that comes after it.
    if (from === 'backups' && !isAsked && (await this.list()).length === 0) return this.#failed('there is no backup');
    const { restarts } = this.#core;
    const told = await restarts.ask((raw) => this.#put(raw, { backup, version, time, slices }));
    if (!told.success) {
      const [first] = told.issues;
      const failed = this.#owners(told.missing);
      if (!first && failed.length > 0)
        return this.#failed(`not there, or damaged: ${failed.join(', ')}; name the others in slices`, failed);
      if (first) reject(this.#core, { accepted: false, issues: told.issues, issueCount: told.issues.length }, RECOVERY);
      return this.#failed(
        first ? `what was found cannot be taken: ${first.message}` : 'there is no such backup, version or time',
      );
    }
    // It is not kept for an engine that takes over: once it is on disk it need not be.
    await restarts.ask((raw) => raw.flush());
    return {
      ...this.#succeeded(slices),
      backupUsed: told.backupUsed,
      version: told.version,
      discardedUpdates: isAsked ? Math.max(0, told.before - told.found) : 0,
      source: told.rewritten ? 'memory' : told.backupUsed ? 'backup' : 'journal',
    };
  }

  async #fromTabs({ slices }: RecoverOptions): Promise<Omit<StateRecoveryResult, 'durationMs'>> {
    if (slices) return this.#failed('from another tab the state comes as a whole: leave out slices');
    const core = this.#core;
    if (core.tabs.count > 1) await this.create(undefined, 'pre-recovery');
    for (let asked = 0; asked < ASK; asked++) {
      const { version } = core;
      await core.restarts.ask((raw) => raw.flush());
      const file = await core.tabs.ask(this.#port.raw.head() as unknown as Head);
      if (!file) return this.#failed('no other tab has this state open, or none knows what this one does');
      // What was accepted meanwhile the other tab does not know: once more.
      if (core.version !== version) continue;
      const answer = translate(() => this.#port.imported(file, RECOVERY));
      if (!answer) return this.#failed('the other tab has an earlier version of the application: load it again');
      const receipt = this.#took(answer, RECOVERY);
      if (!receipt.accepted) return this.#failed(`what the tab gave is not valid: ${receipt.issues[0]?.message}`);
      return { ...this.#succeeded(), source: 'tabs', version: receipt.version };
    }
    return this.#failed('the state has changed whenever another tab has given it: try again');
  }

  async #fromComponents({ slices }: RecoverOptions): Promise<Omit<StateRecoveryResult, 'durationMs'>> {
    const live = [...this.#live()];
    const isOf = (asked: string) => {
      const at = this.#pointer(asked);
      return ([, { slice }]: (typeof live)[number]) => slice === at || slice.startsWith(`${at}/`);
    };
    const absent = slices?.filter((asked) => !live.some(isOf(asked))) ?? [];
    const chosen = slices ? live.filter((one) => slices.some((asked) => isOf(asked)(one))) : live;
    if (absent.length > 0 || chosen.length === 0)
      return this.#failed(
        `no registered component has a getState for ${absent.join(', ') || 'it'}`,
        this.#owners(absent.map((asked) => this.#member(asked))),
      );
    await this.create(undefined, 'pre-recovery');
    const reasons = new Map<string, string>();
    // Asked when all else is done: what they have to say is not outdated by then.
    const patch = chosen.flatMap(([name, { slice, getState }]) => {
      try {
        return [{ op: 'add' as const, path: slice, value: getState() }];
      } catch (error) {
        reasons.set(name, `the getState of ${name} failed: ${textOf(error)}`);
        return [];
      }
    });
    if (reasons.size > 0) return this.#failed([...reasons.values()].join('; '), [...reasons.keys()]);
    // They may have done anything meanwhile.
    this.#core.open();
    const receipt = applyPatch(this.#core, { source: RECOVERY }, () => patch);
    if (!receipt.accepted) return this.#failed(`what the components gave is not valid: ${receipt.issues[0]?.message}`);
    return {
      ...this.#succeeded(),
      recoveredComponents: chosen.map(([name]) => name),
      source: 'components',
      version: receipt.version,
    };
  }

  /** Nothing that was acknowledged is missing: what storage has lost memory has, and what is asked for is there as a whole. */
  #succeeded(members?: readonly string[]): Omit<StateRecoveryResult, 'durationMs'> {
    const recoveredComponents = this.#owners(members ?? Object.keys(this.#core.reader.state() as object));
    return { ...this.#failed(), success: true, recoveredComponents };
  }

  /** The state is as it was. */
  #failed(reason?: string, failedComponents: readonly string[] = []): Omit<StateRecoveryResult, 'durationMs'> {
    return {
      ...{ success: false, recoveredComponents: [], failedComponents, dataLoss: false, backupUsed: null },
      ...{ version: this.#core.version, lostUpdates: 0, discardedUpdates: 0, source: 'none' },
      ...(reason === undefined ? {} : { reason }),
    };
  }

  /** Where a slice is, that of a component by its name. */
  #pointer(slice: string): string {
    const pointer = this.#model.components[slice]?.slice ?? slice;
    return pointer.startsWith('/') ? pointer : `/${pointer}`;
  }

  /** The member of the state that a slice lies in. */
  #member(slice: string): string {
    return parsePointer(this.#pointer(slice))[0] as string;
  }

  /** The member of the state that a slice is. @throws StateSyncError `unsupported_value` if it is less than that */
  #whole(slice: string): string {
    const pointer = this.#pointer(slice);
    const [member, ...deeper] = parsePointer(pointer);
    if (deeper.length > 0) {
      const whole = pointer.split('/', 2).join('/');
      const message = `The option slices has members of the state: ${slice} is less than one, ask for ${whole}.`;
      throw new StateSyncError('unsupported_value', message, { pointer });
    }
    return member as string;
  }

  /** The components that own members of the state; a member that none does by its pointer. */
  #owners(members: readonly string[]): string[] {
    const components = Object.entries(this.#model.components);
    return members.flatMap((member) => {
      const names = components.filter(([, { slice }]) => parsePointer(slice)[0] === member).map(([name]) => name);
      return names.length > 0 ? names : [`/${member}`];
    });
  }

  /** The engine has made a backup, asked or not. @param durationMs without the wait for its turn */
  backedUp(bytes: Uint8Array, durationMs: number): void {
    const core = this.#core;
    core.statistics.operations.backup.dated(durationMs);
    const { id, time, bytes: size, newBytes } = decoded(bytes) as BackupInfo;
    core.lastBackupAt = time;
    core.emit('state_backup_created', 'engine', { timestamp: time, id, bytes: size, newBytes });
    core.status.changed();
    core.tabs.backup();
    // For the statistics; who closes meanwhile does not need them.
    this.list().catch(() => {});
  }

  /** What was stored was damaged in part, and read from elsewhere. */
  found(bytes: Uint8Array, version: number): void {
    const { backupUsed, missing } = decoded(bytes) as Recovered;
    const failed = this.#owners(missing);
    // That something is lost has been told already.
    if (failed.length === 0 && this.#core.health.lastError?.code === 'unreadable_data') return;
    const reason = failed.length > 0 ? { reason: `could not be read: ${failed.join(', ')}` } : {};
    this.#core.emit('state_recovered', RECOVERY, {
      ...{ success: failed.length === 0, backupUsed, dataLoss: failed.length > 0, recoveredComponents: 0 },
      ...{ source: backupUsed ? 'backup' : 'journal', version, durationMs: 0, ...reason },
    });
  }

  /** Records of the journal were damaged, and no backup has what they said. @param all not even a first state could be read */
  lost(all: boolean): void {
    this.#core.emit('state_recovered', RECOVERY, {
      ...{ success: !all, backupUsed: null, dataLoss: true, recoveredComponents: 0 },
      ...{ source: all ? 'initial' : 'journal', version: this.#core.version, durationMs: 0 },
    });
  }

  /** The state as a file. */
  async export(): Promise<Blob> {
    const bytes = await this.#core.restarts.ask(async (raw) => raw.exportState() as Uint8Array<ArrayBuffer>);
    return new Blob([bytes], { type: 'application/octet-stream' });
  }

  /** Puts what a file says in the place of the state. */
  async import(file: Blob | string): Promise<UpdateReceipt> {
    const isText = typeof file === 'string';
    must(isText || typeof file?.arrayBuffer === 'function', 'a Blob or text', file);
    const bytes = isText ? undefined : new Uint8Array(await file.arrayBuffer());
    this.#core.mustBeOpen();
    if (bytes?.[0] === 0x48) {
      const answer = translate(() => this.#port.imported(bytes, IMPORT));
      return answer ? this.#took(answer, IMPORT) : this.#older(bytes);
    }
    const text = bytes ? new TextDecoder().decode(bytes) : (file as string);
    let state: unknown;
    try {
      state = JSON.parse(text);
    } catch (cause) {
      const message = `The file is neither what exportState has written nor JSON: ${(cause as Error).message}`;
      throw new StateSyncError('unreadable_data', message, { cause });
    }
    return this.#replace(revived(state, this.#model.schema), IMPORT);
  }

  /** A file of an earlier version of the model goes the way of a recovery: what is accepted while it is migrated is kept. */
  async #older(file: Uint8Array): Promise<UpdateReceipt> {
    const core = this.#core;
    const { success, version, issues } = await core.restarts.ask(async (raw) => {
      const told = await this.#put(raw, { file });
      // It is not kept for an engine that takes over, which is asked anew instead.
      await raw.flush().catch(() => {});
      return told;
    });
    if (success) return new Accepted(core, version, undefined);
    return reject(core, { accepted: false, issues, issueCount: issues.length }, IMPORT);
  }

  #replace(state: unknown, source: string): UpdateReceipt {
    const port = this.#port;
    try {
      return this.#took(port.replace(state, source), source);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      return reject(this.#core, { accepted: false, issueCount: 1, issues: [issueOf(error)] }, source);
    }
  }

  #took(answer: ReturnType<EnginePort['replace']>, source: string): UpdateReceipt {
    const port = this.#port;
    if (!answer.accepted) return reject(this.#core, answer, source);
    if (!answer.changed) return new Accepted(this.#core, answer.version, undefined);
    const kept = keepNewest(this.#core, port, source);
    changed(this.#core, source, answer.version, answer.hits, performance.now());
    return new Accepted(this.#core, answer.version, kept);
  }
}
