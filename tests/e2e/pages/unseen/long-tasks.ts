/** What kept the page for more than 50 ms at a time, as the browser sees it. */
export interface LongTask {
  readonly at: number;
  readonly ms: number;
}

export function watchLongTasks(): { end(): LongTask[] } {
  const tasks: LongTask[] = [];
  const note = (entries: PerformanceEntryList) => {
    for (const { startTime, duration } of entries) tasks.push({ at: Math.round(startTime), ms: Math.round(duration) });
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ type: 'longtask' });
  return {
    end() {
      note(observer.takeRecords());
      observer.disconnect();
      return tasks;
    },
  };
}
