/** Events: what an instance tells about itself. */
import type { Issue } from './types.js';

/** What each type of event carries. */
export interface EventData {
  /** The state has a new version. `changes` are the top-level keys, `pointers` the deepest places, at most 1,000. */
  state_updated: {
    readonly source: string;
    readonly changes: readonly string[];
    readonly pointers: readonly string[];
    readonly truncated?: boolean;
    readonly version: number;
    readonly timestamp: number;
  };
  /** An update was refused; the state is as it was. */
  state_update_rejected: { readonly source: string; readonly issues: readonly Issue[]; readonly issueCount: number };
  /** The state was validated as a whole. */
  state_validated: { readonly isValid: boolean; readonly issueCount: number; readonly durationMs: number };
  /** Storage refused something; what is pending stays pending. */
  storage_error: { readonly code: string; readonly message: string };
  /** The state is kept with less durability than was asked for. */
  storage_degraded: { readonly code: string; readonly message: string };
  /** Options changed. */
  config_updated: { readonly changed: readonly string[] };
}

/** The types of events. */
export type EventType = keyof EventData;

/** How soon somebody should look at it. */
export type Priority = 'low' | 'medium' | 'high' | 'critical';

/** One event. */
export type SyncEvent<E extends EventType = EventType> = {
  [T in E]: {
    readonly id: number;
    readonly type: T;
    readonly source: string;
    readonly data: EventData[T];
    /** Milliseconds since 1970. */
    readonly timestamp: number;
    readonly priority: Priority;
    /** The version of the state when it happened. */
    readonly version: number;
  };
}[E];

const priorities: Record<EventType, Priority> = {
  state_updated: 'low',
  state_update_rejected: 'medium',
  state_validated: 'low',
  storage_error: 'high',
  storage_degraded: 'critical',
  config_updated: 'medium',
};

type Handler = (event: SyncEvent) => void;

/** Handlers by type. */
export class Events {
  readonly #handlers = new Map<EventType | '*', Set<{ handle: Handler }>>();
  #next = 1;

  on(type: EventType | '*', handle: Handler): () => void {
    const handlers = this.#handlers.get(type) ?? new Set();
    this.#handlers.set(type, handlers);
    // An object of its own: the same function may be registered twice.
    const entry = { handle };
    handlers.add(entry);
    return () => handlers.delete(entry);
  }

  /** Whether anybody would hear it. */
  heard(type: EventType): boolean {
    return (this.#handlers.get(type)?.size ?? 0) > 0 || (this.#handlers.get('*')?.size ?? 0) > 0;
  }

  emit<T extends EventType>(type: T, source: string, version: number, data: EventData[T]): void {
    if (!this.heard(type)) return;
    const head = { id: this.#next++, type, source, timestamp: Date.now(), priority: priorities[type], version };
    const event = Object.freeze({ ...head, data }) as SyncEvent;
    for (const listeners of [this.#handlers.get(type), this.#handlers.get('*')])
      for (const { handle } of [...(listeners ?? [])]) isolate(() => handle(event));
  }

  clear(): void {
    this.#handlers.clear();
  }
}

/** Runs somebody else's code: what it throws is reported like any uncaught error, and those after it still run. */
export function isolate(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (typeof reportError === 'function') reportError(error);
    else
      queueMicrotask(() => {
        throw error;
      });
  }
}
