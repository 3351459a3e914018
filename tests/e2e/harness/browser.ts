/**
 * Chromium as a process of ours, driven over its DevTools protocol.
 *
 * Started here rather than by Playwright, which hides the process of a persistent profile: a test has to know it to kill it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import webdriver from '../../../webdriver.json' with { type: 'json' };

/** Where a browser keeps its data from one start to the next; removed at the end of the block. */
export interface Profile extends Disposable {
  readonly directory: string;
}

export function freshProfile(): Profile {
  const directory = mkdtempSync(path.join(tmpdir(), 'holdfast-profile-'));
  // A browser that has just been killed may still be letting go of its files.
  const remove = (): void => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  return { directory, [Symbol.dispose]: remove };
}

export interface RunningBrowser extends AsyncDisposable {
  /** The browser process itself; it leads a process group with all its helpers. */
  readonly pid: number;
  /** The context of the profile: its pages see the stored data. */
  readonly context: BrowserContext;
  /** A new tab on an address. */
  open(url: string): Promise<Page>;
  /** SIGKILL to the browser and its helpers, as a crash or an out-of-memory kill would; resolves when it is gone. */
  kill(): Promise<void>;
  /** An orderly end. */
  close(): Promise<void>;
}

/** Starts the browser on a profile. `CHROMIUM` names another one than Debian's. */
export async function launch(profile: Profile, switches: string[] = []): Promise<RunningBrowser> {
  const executable = process.env.CHROMIUM || '/usr/bin/chromium';
  const args = [
    ...webdriver['goog:chromeOptions'].args,
    ...switches,
    '--remote-debugging-port=0',
    `--user-data-dir=${profile.directory}`,
    'about:blank',
  ];
  // Detached makes it the leader of a process group, so that a kill reaches its helpers and nobody else.
  const child = spawn(executable, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = once(child, 'exit');
  running.add(child);
  gone.finally(() => running.delete(child));

  const browser = await connect(child);
  const [context] = browser.contexts();
  if (child.pid === undefined || context === undefined) throw new Error(`${executable} offers no profile to work with`);

  const kill = async (): Promise<void> => {
    killGroup(child);
    await gone;
    await browser.close();
  };
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const session = await browser.newBrowserCDPSession();
    await session.send('Browser.close').catch(() => undefined);
    await gone;
    await browser.close();
  };
  const open = async (url: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  return { pid: child.pid, context, open, kill, close, [Symbol.asyncDispose]: close };
}

/** The address of the protocol is only known from what the browser says when it is ready. */
async function connect(child: ChildProcess): Promise<Browser> {
  if (!child.stderr) throw new Error('the browser was started without its stderr');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address) {
      // Read on and forget, or the browser stops when the pipe is full.
      child.stderr.resume();
      return chromium.connectOverCDP(address);
    }
    said.push(line);
  }
  throw new Error(`the browser did not start:\n${said.join('\n')}`);
}

/** What a failed test leaves running is ended with the test process. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach(killGroup));

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, 'SIGKILL');
}
