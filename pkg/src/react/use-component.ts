import { useEffect, useMemo, useRef } from 'react';
import type { ComponentHandle, ComponentHooks } from '../components/types.js';
import type { StateSync } from '../sync.js';

/**
 * Registers a component as long as the one that calls this is mounted. The handle is the same for as long as `sync` and `name`
 * are; the hooks may be fresh functions each time, of which the newest are called, and others may be depended on or another heartbeat
 * promised. What is said before it is mounted (by an effect of a child) counts from then on.
 *
 * @example
 * const memory = useComponent(sync, 'MemoryStore', { restart: reopen });
 * useEffect(() => memory.setStatus('active'), [memory]);
 */
export function useComponent<S>(sync: StateSync<S>, name: string, hooks: ComponentHooks = {}): ComponentHandle {
  const newest = useRef(hooks);
  const mounted = useMemo(() => new Mounted(name), [name]);
  const { heartbeatMs, dependsOn = [] } = hooks;
  useEffect(() => {
    newest.current = hooks;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: which components it depends on, not which array says it
  useEffect(() => {
    if (sync.status.phase === 'closed') return;
    // With other hooks it is another handle to the same component, which is not gone in between.
    mounted.hold(
      sync.registerComponent(name, {
        dependsOn,
        heartbeatMs,
        // Whether there is one decides what is asked of it, and what an error leads to.
        get getState() {
          return newest.current.getState;
        },
        get restart() {
          return newest.current.restart;
        },
      }),
    );
  }, [sync, name, mounted, heartbeatMs, JSON.stringify(dependsOn)]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another instance it is gone from the one before
  useEffect(() => () => mounted.release(), [sync, mounted]);
  return mounted;
}

/** Stands for the handle that there is while it is mounted. */
class Mounted implements ComponentHandle {
  #handle: ComponentHandle | undefined;
  #early: [status: string, detail?: string] | undefined;

  constructor(readonly name: string) {}

  get status(): string {
    return this.#handle?.status ?? this.#early?.[0] ?? 'inactive';
  }

  hold(handle: ComponentHandle): void {
    const before = this.#handle;
    this.#handle = handle;
    before?.unregister();
    if (this.#early) handle.setStatus(...this.#early);
    this.#early = undefined;
  }

  release(): void {
    const before = this.#handle;
    this.#handle = undefined;
    before?.unregister();
  }

  setStatus(...status: [status: string, detail?: string]): void {
    if (this.#handle) this.#handle.setStatus(...status);
    else this.#early = status;
  }
  reportError(...error: [error: unknown, options?: { readonly fatal?: boolean }]): void {
    if (this.#handle) this.#handle.reportError(...error);
    else queueMicrotask(() => this.#handle?.reportError(...error));
  }
  beat(): void {
    this.#handle?.beat();
  }
  async dependencies(): Promise<void> {
    // An effect of a child runs before those of the parent, and both in the same turn.
    if (!this.#handle) await null;
    await this.#handle?.dependencies();
  }
  unregister(): void {
    this.#handle?.unregister();
  }
}
