/** A timer or channel of something that nobody waits for: in Node it would keep the process alive, so it is let go of there. */
export function unref<T>(handle: T): T {
  (handle as { unref?(): void }).unref?.();
  return handle;
}
