/** Writes down what a page was promised, outside of the browser that is about to be killed. */
import type { Page } from 'playwright-core';

export class Witness {
  /** The numbers of the updates that `durable` has answered for with `true`. */
  readonly promised = new Set<number>();
  /** What else was said about updates. */
  readonly failed: string[] = [];

  watch(page: Page): void {
    page.on('console', (message) => {
      const [, n, what] = /^update (\d+): (.+)$/.exec(message.text()) ?? [];
      if (what === 'promised') this.promised.add(Number(n));
      else if (what) this.failed.push(message.text());
    });
    page.on('pageerror', (error) => this.failed.push(String(error)));
  }

  /** The promised updates that a state after `count` of them does not hold. */
  lost(count: number): number[] {
    return [...this.promised].filter((n) => n > count);
  }
}
