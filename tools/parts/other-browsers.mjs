/** Firefox and WebKitGTK, for the part of the campaign that runs in other engines; without them that part is skipped. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isExecutable, which } from '../lib/run.mjs';
import { aptInstall, canUseApt } from './apt.mjs';
import { named } from './browser.mjs';
import { firefox } from './firefox.mjs';

/** The small browser that comes with the library. It is no program for users, so it lies beside it. */
export const miniBrowser = () => named('MINIBROWSER') ?? besideTheLibrary();

export const otherBrowsers = {
  what: 'Firefox, WebKitGTK and a display without a screen (Debian packages firefox-esr, libwebkit2gtk-4.1-0, xvfb)',
  takes: '1 minute',
  isMissing: () => !firefox() || !miniBrowser() || !which('Xvfb'),
  async install() {
    if (canUseApt()) await aptInstall(['firefox-esr', 'libwebkit2gtk-4.1-0', 'xvfb']);
    if (otherBrowsers.isMissing()) console.log(remedy);
  },
};

function besideTheLibrary() {
  if (process.platform !== 'linux') return undefined;
  return readdirSync('/usr/lib')
    .map((name) => path.join('/usr/lib', name, 'webkit2gtk-4.1', 'MiniBrowser'))
    .find(isExecutable);
}

const remedy = `Other engines need Firefox, WebKitGTK's MiniBrowser and Xvfb, and this script can install them only on Debian, as root or
with sudo that asks no password. What is missing is skipped. To have it:
  - on Debian:  sudo apt-get install firefox-esr libwebkit2gtk-4.1-0 xvfb
  - elsewhere:  install them, and name them: FIREFOX=/path/to/firefox MINIBROWSER=/path/to/MiniBrowser; Xvfb has to be on PATH`;
