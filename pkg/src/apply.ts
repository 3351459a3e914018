/** An update on its way: encoded, given to the engine, told to whom it concerns. */
import type { Core } from './core.js';
import { type Answer, type Composite, type EnginePort, MERGE, PATCH } from './engine/port.js';
import { failureIssue, type Kept } from './engine/restart.js';
import { StateSyncError } from './errors.js';
import type { EventData } from './events/types.js';
import { parsePointer } from './pointer.js';
import { Accepted } from './receipt.js';
import { encodePatch, issueOf } from './tape/bodies.js';
import { Unsupported } from './tape/encode.js';
import type { PatchOperation, UpdateOptions, UpdateReceipt } from './types.js';

/** Who asks, if nobody says. */
export const DEFAULT_SOURCE = 'application';

const MAX_POINTERS = 1000;
/** The most that the engine can be asked for. */
const ALL = 0xffffffff;

/** Applies a deep partial. The engine must be there. */
export function applyMerge(core: Core, options: UpdateOptions, change: unknown): UpdateReceipt {
  return apply(core, MERGE, options, (port) => port.encode(change));
}

/** Applies a deep partial that was encoded before there was an engine. */
export function applyEncoded(core: Core, options: UpdateOptions, body: Uint8Array | Unsupported): UpdateReceipt {
  return apply(core, MERGE, options, () => {
    if (body instanceof Unsupported) throw body;
    return body;
  });
}

/** Applies the patch that `make` gives. The engine must be there. */
export function applyPatch(core: Core, options: UpdateOptions, make: () => readonly PatchOperation[]): UpdateReceipt {
  return apply(core, PATCH, options, (port) => encodePatch(port, make()));
}

function apply(
  core: Core,
  form: 0 | 1,
  options: UpdateOptions,
  encode: (port: EnginePort) => Uint8Array,
): UpdateReceipt {
  const port = core.port as EnginePort;
  const { source = DEFAULT_SOURCE, label, durability } = options;
  core.mustEnd();
  const { stopwatch, operations } = core.statistics;
  const started = stopwatch.start();
  const { isTimed } = stopwatch;
  let kept: Kept | undefined;
  const answer = said(core, port, options, () => {
    const body = encode(port);
    const answer = port.update(form, body, source, label, durability);
    if (answer.accepted && answer.changed) {
      kept = { version: answer.version, form, body: body.slice(), source, label, durability };
      core.restarts.keep(kept);
    }
    return answer;
  });
  if (isTimed) operations.update.done(performance.now() - started, !answer.accepted);
  else operations.update.untimed(!answer.accepted);
  if (!answer.accepted) return reject(core, answer, source);
  const { version } = answer;
  if (answer.changed) changed(core, source, version, answer.hits, started);
  return new Accepted(core, version, kept);
}

/** What the engine says; that it cannot take the update, if the value is none for a state or the engine fails. */
function said(
  core: Core,
  port: EnginePort,
  { source = DEFAULT_SOURCE, label }: UpdateOptions,
  ask: () => Answer,
): Answer {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Unsupported) return { accepted: false, issueCount: 1, issues: [issueOf(error)] };
    if (!port.failure) throw error;
    core.restarts.lost(source, label);
    return { accepted: false, issueCount: 1, issues: [failureIssue(port.failure)] };
  }
}

/** Takes back (`undo`) or makes again (`redo`) an update; whether that was done. */
export function applyAgain(core: Core, way: 'undo' | 'redo', source?: string): boolean {
  const port = core.port as EnginePort;
  core.mustEnd();
  const started = performance.now();
  let by: string = way;
  const answer = said(core, port, { source: way }, () => {
    const answer = port.again(way, source);
    if (!answer.accepted) return answer;
    // Made again it has the source that it had.
    if (way === 'redo') by = port.history().at(-1)?.source ?? way;
    // What it takes back may be unknown to the next engine.
    keepNewest(core, port, by);
    return answer;
  });
  if (answer.accepted) changed(core, by, answer.version, answer.hits, started);
  else if (answer.issues[0]?.code !== 'update/nothing') reject(core, answer, way);
  return answer.accepted;
}

/** The newest update is made again by what it has changed, if the engine fails before it is on disk. */
export function keepNewest(core: Core, port: EnginePort, source: string): Kept {
  const body = encodePatch(port, newestAsPatch(core, port)).slice();
  const { version } = port.raw;
  const kept: Kept = { version, form: PATCH, body, source, label: undefined, durability: undefined };
  core.restarts.keep(kept);
  return kept;
}

/** What the newest update has changed, with the values that are there now: of an array the whole of it. */
function newestAsPatch(core: Core, port: EnginePort): PatchOperation[] {
  const places = new Map<string, PatchOperation>();
  for (const pointer of port.changedPointers(ALL).pointers) {
    const steps = parsePointer(pointer);
    const isArray = (_: unknown, depth: number) => (port.peek(steps.slice(0, depth)) as Composite).kind === 'array';
    const depth = steps.findIndex(isArray);
    const path = depth < 0 ? pointer : pointer.split('/', depth + 1).join('/');
    const value = core.reader.at(parsePointer(path));
    places.set(path, value === undefined ? { op: 'remove', path } : { op: 'add', path, value });
  }
  return [...places.values()];
}

/** The state has a new version: tells whom it concerns. @param started when, for measuring how long it waits for the disk */
export function changed(core: Core, source: string, version: number, hits: Iterable<number>, started: number): void {
  const { events, statistics, subscriptions } = core;
  core.version = version;
  core.status.outdated();
  statistics.commits.pending(started);
  subscriptions.changed(hits);
  const isCheap = events.heard('state_updated') || core.ration.take(started);
  events.emit('state_updated', source, version, isCheap ? changesOf(core, source, version) : undefined);
  if (core.options.set.enableRealTimeUpdates !== false) subscriptions.run();
  core.status.changed();
}

/** An update was refused. */
export function reject(
  core: Core,
  { issues, issueCount }: Answer & { accepted: false },
  source: string,
): UpdateReceipt {
  core.rejected(source, issues, issueCount);
  const { version } = core;
  const [first] = issues;
  if (first?.code !== 'update/queue_full') return { accepted: false, version, issues, durable: Promise.resolve(false) };
  // Not the data is wrong but the moment: who waits is told that it is worth trying again.
  const durable = Promise.reject(new StateSyncError('queue_full', first.message));
  durable.catch(() => {});
  return { accepted: false, version, issues, durable };
}

/** What the newest update changed; nothing if the engine has failed. */
function changesOf(core: Core, source: string, version: number): EventData['state_updated'] | undefined {
  const newest = core.look<ReturnType<EnginePort['changedPointers']> | undefined>(
    () => core.port?.changedPointers(MAX_POINTERS),
    undefined,
  );
  return newest && report(source, version, Date.now(), newest.pointers, newest.count);
}

/** What `state_updated` says. @param count how many pointers there are */
export function report(
  source: string,
  version: number,
  timestamp: number,
  pointers: readonly string[],
  count: number,
): EventData['state_updated'] {
  const tops = new Set<string>();
  // Of a thousand pointers nearly all lead through the same member.
  let last = '';
  for (const pointer of pointers) {
    if (last && pointer.startsWith(last)) continue;
    const end = pointer.indexOf('/', 1);
    tops.add(end < 0 ? pointer : pointer.slice(0, end));
    last = end < 0 ? '' : pointer.slice(0, end + 1);
  }
  const changes = [...tops].map((top) => parsePointer(top)[0] ?? '');
  const truncated = count > MAX_POINTERS ? { truncated: true } : {};
  return { source, changes, pointers, version, timestamp, ...truncated };
}
