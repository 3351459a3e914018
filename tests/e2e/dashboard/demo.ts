/** The demo as a person meets it: built as it is published, opened in a browser, and read off the screen. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { build } from 'vite';
import { expect } from 'vitest';
import type { RunningBrowser } from '../harness.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** Builds the demo beside what `npm start` serves; gives back the directory to serve. */
export async function buildDemo(): Promise<string> {
  const root = path.join(repository, 'www');
  const outDir = path.resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target', 'e2e-pages', 'demo');
  await build({ root, logLevel: 'warn', build: { outDir, emptyOutDir: true } });
  return outDir;
}

/** Updates that each start of the page makes by itself: its seven components say that they are at work. */
export const START = 7;

/** The pages, by the names of their tabs. */
export const PAGES = [
  'State',
  'Live',
  'Graph',
  'Consistency',
  'Components',
  'History',
  'Recovery',
  'Statistics',
  'Configuration',
] as const;

export interface NewNode {
  readonly text: string;
  readonly type: string;
  readonly source: string;
  readonly confidence: string;
  readonly importance: string;
  readonly tags: string;
}

/** One row of the list, as it is shown. */
export interface ShownNode {
  readonly text: string;
  readonly confidence: string;
  readonly tags: string[];
  readonly saved: boolean;
}

/** The page, once the state is there. */
export async function openDemo(browser: RunningBrowser, origin: string): Promise<Demo> {
  const demo = new Demo(await browser.open(origin));
  await demo.ready();
  return demo;
}

/**
 * Replaces the text of a field as a paste does. In Firefox `fill` sets the value by a script, which React takes for one of its own, and
 * the keyboard takes a tenth of a second for each letter.
 */
export async function enter(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.evaluate((element, text) => {
    (element as HTMLInputElement | HTMLTextAreaElement).select();
    document.execCommand('insertText', false, text);
  }, text);
}

export class Demo {
  constructor(readonly page: Page) {}

  async ready(): Promise<void> {
    await this.page.getByTestId('nodes').waitFor();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async addNode(node: NewNode): Promise<void> {
    const form = this.page.getByTestId('new-node');
    await enter(form.getByLabel('Text'), node.text);
    await form.getByLabel('Type').selectOption(node.type);
    await enter(form.getByLabel('Source'), node.source);
    await enter(form.getByLabel('Confidence'), node.confidence);
    await enter(form.getByLabel('Importance'), node.importance);
    await enter(form.getByLabel('Tags'), node.tags);
    await form.getByRole('button', { name: 'Add node' }).click();
  }

  /** Opens one of the pages. */
  async goTo(name: (typeof PAGES)[number]): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
    await this.page.getByRole('tabpanel', { name }).waitFor();
  }

  /** Presses a button by its name, which may be the start of it. */
  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name }).click();
  }

  row(text: string): Locator {
    return this.page.getByTestId('node').filter({ hasText: text });
  }

  /** What the rows show, from the top. */
  async nodes(): Promise<ShownNode[]> {
    return this.page.getByTestId('node').evaluateAll((rows) =>
      rows.map((row) => ({
        text: row.querySelector('p')?.textContent ?? '',
        confidence: row.querySelector('[data-testid=confidence]')?.textContent ?? '',
        tags: Array.from(row.querySelectorAll('[data-testid=tag]'), (tag) => tag.textContent ?? ''),
        saved: row.querySelector('[data-testid=node-saved]')?.getAttribute('data-saved') === 'true',
      })),
    );
  }

  async version(): Promise<number> {
    return Number((await this.page.getByTestId('version').textContent())?.replaceAll(',', ''));
  }

  /** Entries of a slice, by its card. */
  async entries(slice: string): Promise<number> {
    const figure = await this.page.getByTestId(`slice-${slice}`).getByTestId('entries').textContent();
    return Number(figure?.replaceAll(',', ''));
  }

  /** Waits until this version is shown, and that all of it is saved. */
  async savedAt(version: number): Promise<void> {
    await expect.poll(() => this.version(), { interval: 5 }).toBe(version);
    await this.page
      .getByTestId('saved')
      .filter({ hasText: /^(Saved|All saved)/ })
      .waitFor();
  }

  /** The rows of the table of problems: pointer, expected, actual, message. */
  async issues(): Promise<string[][]> {
    return this.page
      .getByTestId('issue')
      .evaluateAll((rows) => rows.map((row) => Array.from(row.children, (cell) => cell.textContent ?? '')));
  }
}
