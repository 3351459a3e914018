/** How much of a core the main thread of a page needs. */
import type { Page } from 'playwright-core';

/** The share, 0 to 1, over some milliseconds. */
export async function loadOf(page: Page, ms: number): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const read = async (): Promise<Record<string, number>> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  const before = await read();
  await page.waitForTimeout(ms);
  const after = await read();
  await session.detach();
  const grown = (name: string): number => (after[name] ?? 0) - (before[name] ?? 0);
  return grown('TaskDuration') / grown('Timestamp');
}
