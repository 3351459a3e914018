/** Components as applications see them. Types only. */

/** What a component offers and needs. All of it may be left out. */
export interface ComponentHooks {
  /** Names of components that must be there before this one. One that is not registered yet may come later. */
  readonly dependsOn?: readonly string[] | undefined;
  /** Its slice of the state, from what the component itself knows: to recover from when nothing else is left. */
  getState?: (() => unknown) | undefined;
  /** Starts it again after an error. Resolves when it works, rejects when it does not. */
  restart?: (() => Promise<void>) | undefined;
  /** It promises to call `beat` at least this often, in milliseconds. Silent for three times as long it counts as failed. */
  readonly heartbeatMs?: number | undefined;
}

/** A component that is registered. After `unregister`, and after the instance was closed, the methods do nothing. */
export interface ComponentHandle {
  /** As it was registered. */
  readonly name: string;
  /** What it last said of itself: `initializing` from the start, `inactive` when it is gone. */
  readonly status: string;
  /**
   * Says how it is doing: `active`, `inactive`, `error`, or another word that the model allows. If the model has a status
   * record for it, it is written at once, as an ordinary update with source `component:<name>`; if that is refused the
   * status counts all the same, and the event `component_status` says that it is not `recorded`. Before `ready` there is no
   * state to write to: what it is by then is written at `ready`, and the event comes again with `recorded`.
   */
  setStatus(status: string, detail?: string): void;
  /**
   * Something went wrong. The status becomes `error`, the component is restarted if it has a `restart` and its slice is
   * recovered if that does not help. The event `component_error` comes when the outcome of the first restart is known.
   */
  reportError(error: unknown, options?: { readonly fatal?: boolean }): void;
  /** Still alive. */
  beat(): void;
  /** Resolves when all that it depends on is `active`; rejects with `closed` when the instance is closed. */
  dependencies(): Promise<void>;
  /** It is gone, and its status `inactive`. If it was registered several times, when the last handle is. */
  unregister(): void;
}

/** What components work with; everything that has to do with the outside. */
export interface ComponentPort {
  /** What the model says of components, by name. */
  readonly models: Readonly<Record<string, { readonly slice: string; readonly status?: string }>>;
  emitStatus(data: {
    readonly component: string;
    readonly status: string;
    readonly detail?: string;
    readonly recorded: boolean;
  }): void;
  emitError(data: {
    readonly component: string;
    readonly error: string;
    readonly fatal: boolean;
    readonly restarted: boolean;
  }): void;
  /** Writes a status to the record at the pointer; whether that was accepted. Not without a state. */
  record(pointer: string, status: string, source: string): boolean;
  /** For the consistency rule `status`: what it says of itself; `undefined` when it is gone. */
  live(name: string, status: string | undefined): void;
  /** Milliseconds, of any clock. */
  now(): number;
  /** Calls once after `ms` milliseconds, unless what it returns is called before. */
  later(run: () => void, ms: number): () => void;
  /** Whether slices may be recovered. */
  recoveryEnabled(): boolean;
  /** Takes the slice of a component back to what was good. */
  recover(name: string, slice: string): Promise<{ readonly success: boolean; readonly reason?: string | undefined }>;
}

/** What is known of a component, for a panel: one that the model maps, one that is registered, or both. */
export interface ComponentInfo {
  readonly name: string;
  /** What it last said of itself; `undefined` if it is not registered. */
  readonly status: string | undefined;
  /** Pointers of the model: the part of the state that it owns, and the record of its status. */
  readonly slice: string | undefined;
  readonly record: string | undefined;
  readonly dependsOn: readonly string[];
  readonly canRestart: boolean;
}
