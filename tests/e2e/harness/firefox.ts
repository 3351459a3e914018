/**
 * Firefox as its users have it, driven by Playwright over WebDriver BiDi: what is written for Chromium runs in it as it stands.
 *
 * Playwright starts it, for it connects to no Firefox that is already there. `setOffline` takes the network from its pages and their
 * workers, as in Chromium.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { firefox, type Page } from 'playwright-core';
import type { Profile, RunningBrowser } from './browser.ts';

/** Beside those of Playwright: asks nobody at home about experiments or the network. */
const firefoxUserPrefs = {
  'network.captive-portal-service.enabled': false,
  'services.settings.server': 'data:,',
};

/** Starts the browser on a profile. `FIREFOX` names another one than Debian's. */
export async function launchFirefox({ directory }: Profile): Promise<RunningBrowser> {
  const { script, pidFile } = startScript(directory, process.env.FIREFOX || '/usr/bin/firefox-esr');
  const context = await firefox.launchPersistentContext(directory, {
    channel: 'moz-firefox',
    executablePath: script,
    env: { ...process.env, HOME: directory },
    firefoxUserPrefs,
  });
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const gone = new Promise((resolve) => context.once('close', resolve));

  const kill = async (): Promise<void> => {
    while (signalGroup(pid, 'SIGKILL')) await sleep(20);
    await gone;
  };
  const close = async (): Promise<void> => {
    await context.close();
    // Helpers may outlive the connection, and still write to the profile.
    while (signalGroup(pid, 0)) await sleep(20);
  };
  const open = async (url: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };
  return { pid, context, open, kill, close, [Symbol.asyncDispose]: close };
}

/** Playwright tells nobody which process it has started: the script that it starts instead notes that, and becomes the browser. */
function startScript(directory: string, program: string): { readonly script: string; readonly pidFile: string } {
  const script = path.join(directory, 'start');
  const pidFile = path.join(directory, 'pid');
  writeFileSync(script, `#!/bin/sh\necho $$ >'${pidFile}'\nexec '${program}' "$@"\n`, { mode: 0o755 });
  return { script, pidFile };
}

/** Playwright makes it the leader of a process group, helpers included. Whether there is anybody left in it. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
