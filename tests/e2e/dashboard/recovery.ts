/** The page of the demo with backups, ways back, and damage done on purpose. */
import type { Page } from 'playwright-core';
import type { RunningBrowser } from '../harness.ts';
import { type Demo, openDemo, START } from './demo.ts';

/** What is there to be lost. */
export const node = {
  text: 'Dark',
  type: 'pattern',
  source: 'test',
  confidence: '0.8',
  importance: '0.6',
  tags: 'hue',
};

/** The page, in a new tab, with one memory node that is saved. */
export async function openRecovery(browser: RunningBrowser, origin: string): Promise<Demo> {
  const demo = await openDemo(browser, origin);
  await demo.addNode(node);
  await demo.savedAt(START + 1);
  await demo.goTo('Recovery');
  return demo;
}

export const texts = (page: Page, testId: string): Promise<string[]> => page.getByTestId(testId).allTextContents();
export const text = (page: Page, testId: string): Promise<string | null> => page.getByTestId(testId).textContent();

/** The texts of the nodes; leads back to the page of the recovery. */
export async function nodes(demo: Demo): Promise<string[]> {
  await demo.goTo('State');
  const shown = await demo.nodes();
  await demo.goTo('Recovery');
  return shown.map(({ text }) => text);
}

/** Says yes to the question whether to go back. */
export async function confirm(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** Runs a drill and waits for what the page says of it. */
export async function drill(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `Run: ${title}` }).click();
  await page.getByTestId('drill-report').getByRole('heading', { name: title }).waitFor();
}

/** What the engine has told of the damage. */
export const heard = (page: Page): Promise<(string | null | undefined)[]> =>
  page.getByTestId('drill-event').evaluateAll((items) => items.map((item) => item.querySelector('code')?.textContent));
