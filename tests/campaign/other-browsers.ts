/**
 * Firefox and WebKitGTK as processes of ours, started on an address and killed.
 *
 * Nobody drives them: the page tells its server what there is to tell. WebKitGTK keeps nothing on disk while WebDriver drives it, so
 * with a driver there would be nothing to find after a kill.
 *
 * `FIREFOX` and `MINIBROWSER` name them: `npm run campaign` says where they are.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Profile } from '../e2e/harness.ts';

export interface OtherBrowser {
  readonly name: string;
  /** The program; `undefined` if it is not there. */
  readonly program: string | undefined;
  /** `quota` is how much it may store, in bytes. */
  start(profile: Profile, url: string, quota?: number): Promise<Running>;
  readonly hasQuota: boolean;
}

export interface Running extends AsyncDisposable {
  /** SIGKILL to the browser and its helpers; resolves when all of them are gone. */
  kill(): Promise<void>;
}

/** Asks nothing, restores nothing, and calls nobody at home. */
const preferences = {
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.sessionstore.resume_from_crash': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  // Killed once too often, it would ask whether to start in safe mode.
  'toolkit.startup.max_resumed_crashes': -1,
};

const firefox: OtherBrowser = {
  name: 'Firefox',
  program: process.env.FIREFOX || undefined,
  hasQuota: true,
  async start(profile, url, quota) {
    // In kilobytes, of which one site gets a part, but never less than 10 MB.
    const limit = quota === undefined ? {} : { 'dom.quotaManager.temporaryStorage.fixedLimit': quota >> 10 };
    const lines = Object.entries({ ...preferences, ...limit }).map(
      ([name, value]) => `user_pref("${name}", ${value});\n`,
    );
    writeFileSync(path.join(profile.directory, 'user.js'), lines.join(''));
    return start(this.program, ['--headless', '--no-remote', '--profile', profile.directory, url], {
      HOME: profile.directory,
    });
  },
};

const webKit: OtherBrowser = {
  name: 'WebKitGTK',
  program: process.env.MINIBROWSER || undefined,
  hasQuota: false,
  async start(profile, url) {
    const within = (name: string): string => {
      const directory = path.join(profile.directory, name);
      mkdirSync(directory, { recursive: true });
      return directory;
    };
    return start(this.program, [url], {
      HOME: profile.directory,
      XDG_CACHE_HOME: within('cache'),
      XDG_CONFIG_HOME: within('config'),
      XDG_DATA_HOME: within('data'),
      DISPLAY: await display(),
    });
  },
};

export const otherBrowsers: readonly OtherBrowser[] = [firefox, webKit];

async function start(program: string | undefined, args: string[], env: Record<string, string>): Promise<Running> {
  if (!program) throw new Error('there is no such browser');
  // Detached makes it the leader of a process group, so that a kill reaches its helpers and nobody else.
  const child = spawn(program, args, { detached: true, stdio: 'ignore', env: { ...process.env, ...env } });
  const gone = once(child, 'exit');
  running.add(child);
  const kill = async (): Promise<void> => {
    while (killGroup(child)) await sleep(20);
    await gone;
    running.delete(child);
  };
  return { kill, [Symbol.asyncDispose]: kill };
}

let screen: Promise<string> | undefined;

/** A display for browsers that need one: started for the first that does, it ends with this process. */
function display(): Promise<string> {
  screen ??= (async () => {
    const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp'], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    running.add(child);
    const failed = once(child, 'exit').then(() => {
      throw new Error('Xvfb, which shows windows to nobody, has ended');
    });
    const said = once(child.stdio[3] as NodeJS.ReadableStream, 'data').then(([number]) => `:${`${number}`.trim()}`);
    // When it ends later there is nothing to say.
    failed.catch(() => undefined);
    return Promise.race([said, failed]);
  })();
  return screen;
}

/** What a failed test leaves running is ended with the test process. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach(killGroup));

/** Whether there was anybody left to kill. */
function killGroup(child: ChildProcess): boolean {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
