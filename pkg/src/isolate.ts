/** Runs somebody else's code: what it throws is reported, and those after it still run. */
export function isolate(run: () => void): void {
  try {
    run();
  } catch (error) {
    // Node has no `reportError`; an uncaught exception would end the process there.
    (typeof reportError === 'function' ? reportError : console.error)(error);
  }
}
