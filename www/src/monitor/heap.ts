/** Bytes of JavaScript objects. Only Chromium says so, and only roughly. */

interface WithMemory {
  readonly memory?: { readonly usedJSHeapSize: number };
}

export const heapBytes = (): number | null => (performance as WithMemory).memory?.usedJSHeapSize ?? null;
