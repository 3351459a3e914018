/** Firefox, in which the end-to-end tests walk through the demo a second time. */
import { Stop } from '../lib/run.mjs';
import { aptInstall, canUseApt } from './apt.mjs';
import { firstOf, named } from './browser.mjs';

/** `FIREFOX` names one, else the first of the usual names on `PATH`. */
export const firefox = () => named('FIREFOX') ?? firstOf('firefox-esr', 'firefox');

export const secondBrowser = {
  what: 'Firefox, for the end-to-end tests (Debian package firefox-esr)',
  takes: '1 minute',
  isMissing: () => !firefox(),
  async install() {
    if (!canUseApt()) throw new Stop(remedy);
    await aptInstall(['firefox-esr']);
    if (!firefox()) throw new Stop(remedy);
  },
};

const remedy = `The end-to-end tests need Firefox beside Chromium, and this script can install it only on Debian, as root or with sudo that
asks no password. Do one of these, then run it again:
  - on Debian:  sudo apt-get install firefox-esr
  - elsewhere:  install it and put it on PATH, or name it: FIREFOX=/path/to/firefox
The other suites need none: npm test -- native browser unit consumers.`;
