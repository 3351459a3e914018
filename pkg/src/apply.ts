/** An update on its way: encoded, given to the engine, told to whom it concerns. */
import type { Core } from './core.js';
import { type Answer, type EnginePort, MERGE, PATCH } from './engine/port.js';
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
  const started = performance.now();
  let answer: Answer;
  try {
    answer = port.update(form, encode(port), source, label, durability);
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    answer = { accepted: false, issueCount: 1, issues: [issueOf(error)] };
  }
  core.statistics.operations.update.done(performance.now() - started, !answer.accepted);
  if (!answer.accepted) return reject(core, port, answer, source);
  const { version } = answer;
  if (answer.changed) changed(core, source, version, answer.hits, started);
  return new Accepted(port.raw, version);
}

/** Takes back (`undo`) or makes again (`redo`) an update; whether that was done. */
export function applyAgain(core: Core, way: 'undo' | 'redo', source?: string): boolean {
  const port = core.port as EnginePort;
  core.mustEnd();
  const started = performance.now();
  const answer = port.again(way, source);
  if (answer.accepted) {
    // Made again it has the source that it had.
    changed(core, way === 'undo' ? way : (port.history().at(-1)?.source ?? way), answer.version, answer.hits, started);
  } else if (answer.issues[0]?.code !== 'update/nothing') reject(core, port, answer, way);
  return answer.accepted;
}

/** The state has a new version: tells whom it concerns. @param started when, for measuring how long it waits for the disk */
export function changed(core: Core, source: string, version: number, hits: Iterable<number>, started: number): void {
  const { events, statistics, subscriptions } = core;
  statistics.commits.pending(started);
  subscriptions.changed(hits);
  const isCheap = events.heard('state_updated') || core.ration.take(started);
  events.emit(
    'state_updated',
    source,
    version,
    isCheap ? changesOf(core.port as EnginePort, source, version) : undefined,
  );
  if (core.options.set.enableRealTimeUpdates !== false) subscriptions.run();
  core.status.changed();
}

/** An update was refused. */
export function reject(
  core: Core,
  port: EnginePort,
  answer: Answer & { accepted: false },
  source: string,
): UpdateReceipt {
  const { issues, issueCount } = answer;
  const { version } = port.raw;
  core.lastRejection = Object.freeze({ source, timestamp: Date.now(), issues, issueCount });
  core.emit('state_update_rejected', source, { source, issues, issueCount });
  core.status.changed();
  const [first] = issues;
  if (first?.code !== 'update/queue_full') return { accepted: false, version, issues, durable: Promise.resolve(false) };
  // Not the data is wrong but the moment: who waits is told that it is worth trying again.
  const durable = Promise.reject(new StateSyncError('queue_full', first.message));
  durable.catch(() => {});
  return { accepted: false, version, issues, durable };
}

/** What the newest update changed. */
function changesOf(port: EnginePort, source: string, version: number): EventData['state_updated'] {
  const { pointers, count } = port.changedPointers(MAX_POINTERS);
  return report(source, version, Date.now(), pointers, count);
}

/** What `state_updated` says. @param count how many pointers there are */
export function report(
  source: string,
  version: number,
  timestamp: number,
  pointers: readonly string[],
  count: number,
): EventData['state_updated'] {
  const changes = [...new Set(pointers.map((pointer) => parsePointer(pointer)[0] ?? ''))];
  const truncated = count > MAX_POINTERS ? { truncated: true } : {};
  return { source, changes, pointers, version, timestamp, ...truncated };
}
