/** One load of a page, as the page itself sees it. */

/**
 * @param untilStored also waits until the service worker has stored the page, which does not count
 * @returns the requests until it was usable, when that was (from the start of the navigation), and tasks of 50 ms and more
 */
export async function measureLoad(browser, url, { untilStored = false } = {}) {
  const page = await browser.context.newPage();
  try {
    await page.addInitScript(watch);
    await page.goto(url);
    await page.waitForFunction(() => globalThis.usableAt !== undefined);
    const load = await page.evaluate(read);
    if (untilStored) await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    return load;
  } finally {
    await page.close();
  }
}

/** Runs in the page, before anything else. */
function watch() {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) globalThis.longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver((_, observer) => {
    // What a person comes for: the list of nodes; it can be used as soon as it is there.
    if (!document.querySelector('[data-testid=nodes]')) return;
    globalThis.usableAt = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
}

function read() {
  const { usableAt, longTasks } = globalThis;
  const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  const requests = entries
    .filter(({ startTime }) => startTime <= usableAt)
    .map(({ name, encodedBodySize, workerStart }) => ({
      pathname: new URL(name).pathname,
      bytes: encodedBodySize,
      fromWorker: workerStart > 0,
    }));
  const before = longTasks.filter(({ startTime }) => startTime <= usableAt);
  return { requests, usableMs: usableAt, longTasks: before.map(({ duration }) => duration) };
}
