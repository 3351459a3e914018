// Saving a whole store at every change would make peers that can only save whole stores
// thousands of times slower, and nobody would ship that. So they get what applications
// put in front of them: changes are collected for a moment, and saved once.

/**
 * `save` writes everything and resolves once that is on disk. `touch` says that something
 * changed; `flush` saves now, and resolves when nothing is left to save.
 */
export function writeBehind(save, delayMs = 100) {
  let dirty = false;
  let saving;
  let timer;

  async function drain() {
    while (dirty) {
      dirty = false;
      await save();
    }
  }

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    saving ??= drain().finally(() => (saving = undefined));
    return saving;
  }

  function touch() {
    dirty = true;
    timer ??= setTimeout(flush, delayMs);
  }

  return { touch, flush };
}
