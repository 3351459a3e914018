/** How long whatever the page wants to do next has to wait: a message is always under way, and every gap between two is noted. */
export interface Waits {
  /** Of the gaps; most are those of a page that has nothing to do. */
  readonly p99: number;
  /** Of the time: a gap of 50 ms counts for as much as fifty of 1 ms. */
  readonly p95OfTime: number;
  readonly longest: number;
}

export function watchWaits(): { end(): Waits } {
  const gaps: number[] = [];
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  const note = () => {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  };
  port1.onmessage = () => {
    note();
    port2.postMessage(0);
  };
  port2.postMessage(0);
  return {
    end() {
      port1.close();
      note();
      const longestFirst = gaps.toSorted((a, b) => b - a);
      const p99 = longestFirst[Math.floor(gaps.length / 100)] ?? 0;
      return { p99, p95OfTime: ofTime(longestFirst, 0.95), longest: longestFirst[0] ?? 0 };
    },
  };
}

/** The gap than which longer ones fill no more than the rest of the time. */
function ofTime(longestFirst: readonly number[], share: number): number {
  let rest = longestFirst.reduce((sum, gap) => sum + gap, 0) * (1 - share);
  for (const gap of longestFirst) {
    rest -= gap;
    if (rest <= 0) return gap;
  }
  return 0;
}
