/** Writes down what a page was promised, outside of the browser that is about to be killed. */
import type { Page } from 'playwright-core';

export class Witness {
  /** The numbers of the updates that `durable` has answered for with `true`. */
  readonly promised = new Set<number>();
  /** What else was said about updates. */
  readonly failed: string[] = [];

  watch(page: Page): void {
    page.on('console', (message) => this.hear(message.text()));
    page.on('pageerror', (error) => this.failed.push(String(error)));
  }

  /** A line that a page has said. */
  hear(line: string): void {
    const [, n, what] = /^update (\d+): (.+)$/.exec(line) ?? [];
    if (what === 'promised') this.promised.add(Number(n));
    else if (what) this.failed.push(line);
  }

  /** The promised updates that a state after `count` of them does not hold. */
  lost(count: number): number[] {
    return [...this.promised].filter((n) => n > count);
  }
}
