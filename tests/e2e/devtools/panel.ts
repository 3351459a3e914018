/** The panel on a page, as a person uses it. */
import type { Page } from 'playwright-core';

export const TABS = [
  'State',
  'History',
  'Events',
  'Issues',
  'Components',
  'Backups',
  'Statistics',
  'Configuration',
] as const;

type Tab = (typeof TABS)[number];

export class Devtools {
  constructor(readonly page: Page) {}

  /** Those of a page, once they and the state are there. */
  static async on(page: Page): Promise<Devtools> {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: 'Open Holdfast devtools' }).waitFor();
    await page.evaluate(() => window.sync.ready);
    return new Devtools(page);
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Open Holdfast devtools' }).click();
    await this.page.getByRole('tablist').waitFor();
  }

  async goTo(tab: Tab): Promise<void> {
    await this.page.getByRole('tab', { name: tab }).click();
    await this.page.getByRole('tabpanel', { name: tab }).waitFor();
  }

  /** Updates, one of which is refused and one of which breaks a rule; a component that fails. */
  async makeTrouble(): Promise<void> {
    await this.page.evaluate(() => {
      const { sync } = window;
      sync.update({ title: 'Another' }, { source: 'test', label: 'Rename' });
      sync.update({ notes: new Map([['kelp', { stars: 9 }]]) });
      sync.update({ pinned: ['gone'] });
      sync.registerComponent('Store').reportError(new Error('the door is shut'));
    });
  }

  /** Shows in a tab what it only shows on demand. */
  async fill(tab: Tab): Promise<void> {
    const { page } = this;
    if (tab === 'State') {
      await page.getByRole('treeitem', { name: /notes/ }).click();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Value as JSON').fill('{"kelp":{"stars":8}}');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.getByRole('alert').waitFor();
    }
    if (tab === 'History') await page.locator('.row', { hasText: 'Rename' }).click();
    if (tab === 'Events') await page.locator('.row', { hasText: 'state_update_rejected' }).first().click();
    if (tab === 'Issues') {
      await page.getByRole('button', { name: 'Check consistency' }).click();
      await page.getByText('not valid').waitFor();
    }
    if (tab === 'Backups') {
      await page.getByRole('button', { name: 'Create backup' }).click();
      await page.getByRole('cell', { name: 'manual' }).first().waitFor();
    }
    if (tab === 'Configuration') {
      await page.getByRole('textbox', { name: 'syncTimeout' }).fill('-1');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
    }
  }

  /** How wide the page is, with what sticks out of it and of the panel. */
  async overflow(): Promise<number> {
    return this.page.evaluate(() => {
      const root = document.querySelector('holdfast-devtools')?.shadowRoot;
      const parts = [...(root?.querySelectorAll('.panel, .page, .split, .detail, .stack') ?? [])];
      const outside = parts.map((part) => part.getBoundingClientRect().left + part.scrollWidth);
      return Math.max(document.documentElement.scrollWidth, ...outside.map(Math.floor));
    });
  }
}
