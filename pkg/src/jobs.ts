/**
 * Checks, validation and optimisation: what goes through the whole state, in slices between which the page is served.
 *
 * The engine runs them by timer, too. Either way it tells of the end (`finished`), and what the application hears is made
 * there; whoever asked gets the same.
 */

import { reject } from './apply.js';
import type { Core } from './core.js';
import type { EnginePort } from './engine/port.js';
import type { EventData } from './events/types.js';
import type { Model } from './model/types.js';
import { parsePointer } from './pointer.js';
import type { Issue, OptimizationResult, StateValidationResult } from './types.js';
import { sorted } from './validation.js';

/** The jobs, in the order of their numbers in the engine. */
const JOBS = ['consistency', 'validation', 'optimization'] as const;

/** The jobs. */
export type Job = (typeof JOBS)[number];

/** What the engine says of a check or a validation: the counts are of all, the issues up to `maxIssues`. */
interface Found {
  readonly issues: readonly Issue[];
  readonly issueCount: number;
  readonly errors: number;
  readonly inconsistencies: number;
  readonly warnings: number;
  readonly recommendations: readonly string[];
  readonly wasStale: boolean;
}

type Optimized = Omit<OptimizationResult, 'durationMs'> | { readonly refused: readonly Issue[] };

/** Runs jobs for one instance. */
export class Jobs {
  readonly #core: Core;
  readonly #collections: readonly string[];
  /** Results by the bytes that they came in. */
  readonly #results = new WeakMap<object, StateValidationResult | OptimizationResult>();

  constructor(core: Core, retention: Model<unknown>['retention']) {
    this.#core = core;
    this.#collections = [...new Set(retention.flatMap((rule) => ('drop' in rule ? [rule.drop.slice(0, -2)] : [])))];
  }

  /** Runs one and waits for it; the state must be loaded. */
  async run(job: 'consistency' | 'validation'): Promise<StateValidationResult>;
  async run(job: 'optimization'): Promise<OptimizationResult>;
  async run(job: Job): Promise<StateValidationResult | OptimizationResult> {
    const { restarts, status, busy } = this.#core;
    const phase = job === 'optimization' ? 'optimizing' : 'validating';
    busy.push(phase);
    status.changed();
    try {
      const bytes = await restarts.ask((raw) => raw.run(JOBS.indexOf(job)));
      return this.#results.get(bytes as object) as OptimizationResult;
    } finally {
      busy.splice(busy.indexOf(phase), 1);
      status.changed();
    }
  }

  /** A job has ended. @param durationMs how long it worked, without what came in between */
  finished(job: Job, bytes: Uint8Array, durationMs: number): void {
    const told = (this.#core.port as EnginePort).decode(bytes);
    const result =
      job === 'optimization'
        ? this.#optimized(told as Optimized, durationMs)
        : this.#found(job, told as Found, durationMs);
    this.#results.set(bytes, result);
  }

  #found(job: 'consistency' | 'validation', found: Found, durationMs: number): StateValidationResult {
    const core = this.#core;
    const { errors, inconsistencies, issueCount } = found;
    const isConsistency = job === 'consistency';
    core.statistics.operations[isConsistency ? 'consistencyCheck' : 'validate'].dated(durationMs);
    const size = isConsistency ? [] : sizeWarning((core.port as EnginePort).raw.stateBytes, core.config.warnStateSize);
    const issues = [...found.issues, ...size];
    const isValid = errors + inconsistencies === 0;
    if (isConsistency) {
      const { warnings } = found;
      core.emit('state_consistency_check', 'engine', { isValid, errors, warnings, inconsistencies, durationMs });
    } else core.emit('state_validated', 'engine', { isValid, issueCount, durationMs });
    const recommendations = [
      ...found.recommendations,
      ...size.map(() => 'Remove what is no longer needed, or raise warnStateSize.'),
    ];
    if (found.wasStale) recommendations.push('An index did not agree with the state and was made anew.');
    return sorted(issues, issueCount + size.length, isValid, recommendations, durationMs);
  }

  #optimized(told: Optimized, durationMs: number): OptimizationResult {
    const core = this.#core;
    const failed = 'refused' in told;
    core.statistics.operations.optimize.dated(durationMs, failed);
    if (failed) {
      reject(core, { accepted: false, issues: told.refused, issueCount: told.refused.length }, 'optimizer');
      return Object.freeze({ removed: {}, removedReferences: 0, bytesFreed: 0, version: core.version, durationMs });
    }
    const { removed, removedReferences, bytesFreed } = told;
    core.statistics.optimized(removed, bytesFreed);
    core.emit('state_optimized', 'optimizer', {
      ...{ timestamp: Date.now(), removed, removedReferences, bytesFreed, durationMs },
      ...this.#counts(),
    });
    return Object.freeze({ ...told, durationMs });
  }

  /** How many entries each collection has that a rule looks at, as `<its name>Count`. */
  #counts(): Partial<EventData['state_optimized']> {
    const counts: Record<string, number> = {};
    for (const collection of this.#collections) {
      const path = parsePointer(collection);
      const size = (this.#core.port as EnginePort).size(path);
      if (size !== undefined) counts[`${path.at(-1)}Count`] = size;
    }
    return counts;
  }
}

function sizeWarning(bytes: number, limit: number): Issue[] {
  if (bytes <= limit) return [];
  const message = `the state has ${bytes} bytes, more than warnStateSize: remove what is no longer needed, or raise it`;
  return [
    {
      ...{ code: 'size/large', severity: 'warning', pointer: '', message },
      ...{ expected: `at most ${limit}`, actual: `${bytes}` },
    },
  ];
}
