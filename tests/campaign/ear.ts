/** The server's side of a page that nobody drives: it is told what to do, and tells what it found and what it was promised. */
import { expect } from 'vitest';
import { Witness } from '../e2e/durability/witness.ts';
import type { Answer } from '../e2e/harness/server.ts';

type Page = typeof window.durability;
type Result<M extends keyof Page> = Awaited<ReturnType<Page[M]>>;

export class Ear {
  readonly witness = new Witness();
  #order = '';
  #result: string | undefined;

  /** For `serve`: an answer, if somebody has told something. */
  readonly hear = (pathname: string): Answer | undefined => {
    const [, told] = /^\/told\/(.*)$/.exec(pathname) ?? [];
    if (told === undefined) return undefined;
    let order = '';
    for (const line of decodeURIComponent(told).split('\n')) {
      if (line === 'idle') [order, this.#order] = [this.#order, ''];
      else if (line.startsWith('did ')) this.#result = line.slice('did '.length);
      else this.witness.hear(line);
    }
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: order };
  };

  /** Has the page do something, and does not wait. */
  order<M extends keyof Page>(method: M, ...args: Parameters<Page[M]>): void {
    this.#order = JSON.stringify([method, ...args]);
  }

  /** Has the page do something; what comes of it. */
  async ask<M extends keyof Page>(method: M, ...args: Parameters<Page[M]>): Promise<Result<M>> {
    this.#result = undefined;
    this.order(method, ...args);
    await expect.poll(() => this.#result, { timeout: 60_000 }).toBeDefined();
    const result = JSON.parse(this.#result ?? 'null');
    if (typeof result === 'string' && result.startsWith('failed: ')) throw new Error(result);
    return result;
  }
}
