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
