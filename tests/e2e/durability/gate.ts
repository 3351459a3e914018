/** A slow disk: the answers of IndexedDB are held back until the test lets them through. */
import type { Page } from 'playwright-core';

interface Gate {
  /** What is held back: everything, all but the opening of the database, nothing. */
  holds: 'opening' | 'reading' | 'nothing';
  /** The modes of the transactions that were begun, in order. */
  readonly transactions: string[];
  readonly held: (() => void)[];
}

declare global {
  interface Window {
    gate: Gate;
  }
}

/** Before anything of the page runs. */
export async function closeGate(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const gate: Gate = { holds: 'opening', transactions: [], held: [] };
    window.gate = gate;
    const listen = EventTarget.prototype.addEventListener;
    IDBRequest.prototype.addEventListener = function (this: IDBRequest, type: string, listener: EventListener) {
      const isOpening = this instanceof IDBOpenDBRequest;
      listen.call(this, type, (event) => {
        const passes = type === 'upgradeneeded' || gate.holds === 'nothing' || (isOpening && gate.holds === 'reading');
        if (passes) listener(event);
        else gate.held.push(() => listener(event));
      });
    } as typeof listen;
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, stores, mode, options) {
      gate.transactions.push(mode ?? 'readonly');
      return transaction.call(this, stores, mode, options);
    };
  });
}

/** Lets through what waits, and from now on everything but what `holds` names. */
export async function openGate(page: Page, holds: Gate['holds']): Promise<void> {
  await page.evaluate((holds) => {
    window.gate.holds = holds;
    for (const pass of window.gate.held.splice(0)) pass();
  }, holds);
}

export const transactionsOf = (page: Page): Promise<string[]> => page.evaluate(() => window.gate.transactions);
