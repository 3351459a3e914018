/** What every project's page does, in a browser: `projects/common/counter.js`. */
import { expect } from 'vitest';
import { freshProfile, launch } from '../e2e/harness.ts';

/** Opens the page, counts, loads it again: what was counted is there, and nothing was complained of. */
export async function counts(url: string): Promise<void> {
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open('about:blank');
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  // Development servers have buttons of their own.
  const button = page.locator('button', { hasText: 'count' });
  const shown = () => button.textContent({ timeout: 30_000 });
  for (const count of [0, 1, 2]) {
    await page.goto(url);
    await expect.poll(shown, { timeout: 30_000 }).toBe(`count ${count}, saved strict`);
    await button.click();
    await expect.poll(shown, { timeout: 10_000 }).toBe(`count ${count + 1}, saved strict`);
  }
  expect(complaints).toEqual([]);
}
