/**
 * Counts the versions of containers that snapshots hold in the engine. The package does not tell that, but lets go of each by a
 * finalizer; so this has to be imported before it.
 */
let held = 0;

class Counting extends FinalizationRegistry<unknown> {
  constructor(release: (held: unknown) => void) {
    super((what) => {
      if (typeof what === 'function') held--;
      release(what);
    });
  }

  // What is registered with a function is a version; the glue of WebAssembly registers numbers.
  override register(target: WeakKey, what: unknown, token?: WeakKey): void {
    if (typeof what === 'function') held++;
    super.register(target, what, token);
  }
}

globalThis.FinalizationRegistry = Counting as FinalizationRegistryConstructor;

export const handlesHeld = (): number => held;
