/**
 * How often something may be done that is done for the eye: at once as long as it is seldom, eight times a second when it would be
 * hundreds. What is left out is made up for as soon as it may be.
 */

const MOST = 12;
const PER_SECOND = 8;

/** Gives back what to call when there is something to do. */
export function allowed(act: () => void): () => void {
  let left = MOST;
  let at = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const spend = () => {
    const now = performance.now();
    left = Math.min(MOST, left + ((now - at) / 1000) * PER_SECOND);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
  return () => {
    if (timer !== undefined) return;
    if (spend()) {
      act();
      return;
    }
    timer = setTimeout(() => {
      timer = undefined;
      spend();
      act();
    }, 1000 / PER_SECOND);
  };
}
