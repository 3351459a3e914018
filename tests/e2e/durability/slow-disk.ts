/** A slow disk: the database opens, and lets itself be read, only when the test says so. */
import type { Page } from 'playwright-core';

interface SlowDisk {
  /** Lets the database be opened. */
  open(): void;
  /** The modes of the transactions that were begun, in order. */
  readonly transactions: string[];
}

declare global {
  interface Window {
    slowDisk: SlowDisk;
    letGo(): void;
  }
}

/** Makes the disk of a page slow; to be called before the page is loaded. */
export async function slowDisk(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const opened = new Promise<void>((resolve) => {
      window.slowDisk = { open: resolve, transactions: [] };
    });
    const listen = EventTarget.prototype.addEventListener;
    IDBOpenDBRequest.prototype.addEventListener = function (this: IDBRequest, type: string, listener: EventListener) {
      // An upgrade cannot wait: its transaction would end.
      const later = type === 'success' ? (event: Event) => opened.then(() => listener(event)) : listener;
      listen.call(this, type, later);
    } as typeof listen;
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, stores, mode = 'readonly', options) {
      window.slowDisk.transactions.push(mode);
      return transaction.call(this, stores, mode, options);
    };
  });
}

export const transactionsOf = (page: Page): Promise<string[]> => page.evaluate(() => window.slowDisk.transactions);

/** Keeps everybody from reading a database, by a transaction of this page that does not end until `letGo()`. */
export async function occupy(page: Page, database: string): Promise<void> {
  await page.evaluate(async (name) => {
    const request = indexedDB.open(name);
    await new Promise((resolve) => {
      request.onsuccess = resolve;
    });
    const database = request.result;
    const transaction = database.transaction([...database.objectStoreNames], 'readwrite');
    let held = true;
    window.letGo = () => {
      held = false;
    };
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        resolve();
        if (!held) database.close();
        else transaction.objectStore('meta').count().onsuccess = goOn;
      };
      goOn();
    });
  }, database);
}
