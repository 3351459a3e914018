/** Browsers with the page of the durability tests in them, whichever way each of them is talked to. */
import { backends } from '../e2e/durability/backends.ts';
import { Witness } from '../e2e/durability/witness.ts';
import { launch, type Profile, serve } from '../e2e/harness.ts';
import type { Burst, Found } from '../e2e/pages/durability/main.ts';
import { Ear } from './ear.ts';
import { type OtherBrowser, otherBrowsers } from './other-browsers.ts';

/** The page, from one start of the browser to its end. */
export interface Session extends AsyncDisposable {
  /** Loads the state. */
  open(): Promise<Found>;
  /** Writes without end. */
  burst(options: Burst): void;
  kill(): Promise<void>;
}

/** A browser that is started again and again, on an origin that stays the same. */
export interface Subject extends AsyncDisposable {
  readonly witness: Witness;
  start(profile: Profile): Promise<Session>;
}

/** How to get one. */
export interface Kind {
  readonly name: string;
  readonly isThere: boolean;
  /** Whether it keeps what is `relaxed` in memory for a while. WebKit always goes to the disk. */
  readonly canRelax: boolean;
  /** @param directory of the pages */
  take(directory: string): Promise<Subject>;
}

const chromiums = backends.map(
  ({ backend, switches }): Kind => ({
    name: `Chromium ${backend}`,
    isThere: true,
    canRelax: true,
    async take(directory) {
      const server = await serve(directory);
      const witness = new Witness();
      const start = async (profile: Profile): Promise<Session> => {
        const browser = await launch(profile, switches);
        const page = await browser.open(server.origin);
        witness.watch(page);
        return {
          open: () => page.evaluate(() => window.durability.open()),
          burst: (options) => {
            page.evaluate((options) => window.durability.burst(options), options).catch(() => undefined);
          },
          kill: browser.kill,
          [Symbol.asyncDispose]: browser.close,
        };
      };
      return { witness, start, [Symbol.asyncDispose]: server.close };
    },
  }),
);

const others = otherBrowsers.map(
  (browser: OtherBrowser): Kind => ({
    name: browser.name,
    isThere: browser.program !== undefined,
    canRelax: browser.name !== 'WebKitGTK',
    async take(directory) {
      const ear = new Ear();
      const server = await serve(directory, ear.hear);
      const start = async (profile: Profile): Promise<Session> => {
        const running = await browser.start(profile, `${server.origin}/alone.html`);
        return {
          open: () => ear.ask('open'),
          burst: (options) => ear.order('burst', options),
          kill: running.kill,
          [Symbol.asyncDispose]: running.kill,
        };
      };
      return { witness: ear.witness, start, [Symbol.asyncDispose]: server.close };
    },
  }),
);

export const kinds: readonly Kind[] = [...chromiums, ...others];
