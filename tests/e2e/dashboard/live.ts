/** The page of the demo on which the assistant is at work: the feed, the network, the tabs. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { RunningBrowser } from '../harness.ts';
import { Demo } from './demo.ts';

/** What the state holds, as far as the cards tell, and the newest nodes. */
export interface Seen {
  readonly version: number;
  readonly entries: readonly number[];
  readonly nodes: readonly string[];
}

/** The page of the feed, in a new tab. */
export async function openLive(browser: RunningBrowser, origin: string): Promise<Live> {
  const live = new Live(await browser.open(`${origin}/#live`));
  await live.feed.waitFor();
  return live;
}

export class Live {
  readonly demo: Demo;

  constructor(readonly page: Page) {
    this.demo = new Demo(page);
  }

  get feed(): Locator {
    return this.page.getByTestId('feed');
  }

  /** Starts it at 5,000 a second: as fast as the machine can. */
  async startAtFull(): Promise<void> {
    await this.feed.getByRole('slider', { name: 'Wanted rate' }).press('End');
    await this.demo.press('Start the feed');
  }

  /** One of the figures of the feed. */
  async figure(name: string): Promise<number> {
    return Number((await this.page.getByTestId(name).textContent())?.replaceAll(/\D/g, '') || 0);
  }

  async reaches(name: string, least: number): Promise<void> {
    await expect.poll(() => this.figure(name), { timeout: 30_000 }).toBeGreaterThanOrEqual(least);
  }

  /** Ends it, and waits until everything is on disk. */
  async stop(): Promise<void> {
    await this.demo.press('Stop the feed');
    await this.page.getByTestId('feed-state').filter({ hasText: 'stopped' }).waitFor();
    await expect.poll(() => this.page.getByTestId('pending').textContent()).toBe('0');
  }

  /** Until the page is kept by its service worker. */
  async stored(): Promise<void> {
    await this.page.getByTestId('page-stored').filter({ hasText: 'without a network' }).waitFor();
  }

  /** By the page of the state; leads back. */
  async seen(): Promise<Seen> {
    await this.demo.goTo('State');
    const entries = await Promise.all(['memory', 'learning', 'ux', 'aiSuggestions'].map((s) => this.demo.entries(s)));
    const nodes = (await this.demo.nodes()).map(({ text }) => text);
    const version = await this.demo.version();
    await this.demo.goTo('Live');
    return { version, entries, nodes };
  }

  /** Moves over the graph until it shows what is under the pointer, and gives back the text of that. */
  async pointAtNode(): Promise<string> {
    const canvas = this.page.getByTestId('graph-canvas');
    const { width, height } = (await canvas.boundingBox()) ?? { width: 0, height: 0 };
    const text = this.page.getByTestId('graph-node-text');
    for (let x = width * 0.3; x < width * 0.7; x += 30)
      for (let y = height * 0.3; y < height * 0.7; y += 30) {
        await canvas.hover({ position: { x, y } });
        if ((await text.count()) > 0) return (await text.textContent()) ?? '';
      }
    return '';
  }

  /** What the rules of the model say now. */
  async verdict(): Promise<string | null> {
    await this.demo.goTo('Consistency');
    await this.demo.press('Check now');
    await expect.poll(() => this.page.getByTestId('verdict').textContent()).not.toBe('');
    const verdict = await this.page.getByTestId('verdict').textContent();
    await this.demo.goTo('Live');
    return verdict;
  }
}
