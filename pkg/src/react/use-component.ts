import { useEffect, useMemo, useRef } from 'react';
import type { ComponentHandle, ComponentHooks } from '../components/types.js';
import type { StateSync } from '../sync.js';

/**
 * Registers a component as long as the one that calls this is mounted. The handle is the same for as long as `sync` and `name`
 * are; the hooks may be fresh functions each time, of which the newest are called. A status that is set before it is
 * mounted (by an effect of a child) counts from then on.
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
    return mounted.mount(
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
  }, [sync, name, mounted, heartbeatMs, dependsOn.join('\n')]);
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

  mount(handle: ComponentHandle): () => void {
    this.#handle = handle;
    if (this.#early) handle.setStatus(...this.#early);
    this.#early = undefined;
    return () => {
      this.#handle = undefined;
      handle.unregister();
    };
  }

  setStatus(...status: [status: string, detail?: string]): void {
    if (this.#handle) this.#handle.setStatus(...status);
    else this.#early = status;
  }
  reportError(error: unknown, options?: { readonly fatal?: boolean }): void {
    this.#handle?.reportError(error, options);
  }
  beat(): void {
    this.#handle?.beat();
  }
  async dependencies(): Promise<void> {
    await this.#handle?.dependencies();
  }
  unregister(): void {
    this.#handle?.unregister();
  }
}
