/** What kept the page from answering: tasks of 50 ms or more, as the browser reports them. */

let blockedMs = 0;
let tasks = 0;
let isWatched = false;

export interface LongTasks {
  /** Since the page began to look; milliseconds that one could not do anything in. */
  readonly blockedMs: number;
  readonly tasks: number;
}

/** `null` where the browser does not say. */
export const longTasks = (): LongTasks | null => (isWatched ? { blockedMs, tasks } : null);

export function watchLongTasks(): void {
  if (typeof PerformanceObserver === 'undefined' || !PerformanceObserver.supportedEntryTypes.includes('longtask'))
    return;
  isWatched = true;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      tasks++;
      blockedMs += duration;
    }
  });
  observer.observe({ type: 'longtask', buffered: true });
}
