/** Chromium and its WebDriver, for the tests that need a browser. */
import { isExecutable, Stop, which } from '../lib/run.mjs';
import { aptInstall, canUseApt } from './apt.mjs';

/** The browser: `CHROMIUM` names one, else the first of the usual names on `PATH`. */
export const chromium = () => named('CHROMIUM') ?? firstOf('chromium', 'chromium-browser', 'google-chrome');

/** Its WebDriver: `CHROMEDRIVER` names one, else `PATH`. */
export const chromedriver = () => named('CHROMEDRIVER') ?? firstOf('chromedriver');

export const browser = {
  what: 'Chromium and its WebDriver, for the tests in a browser (Debian packages)',
  takes: '1 minute',
  isMissing: () => !chromium() || !chromedriver(),
  async install() {
    if (!canUseApt()) throw new Stop(remedy);
    await aptInstall(['chromium', 'chromium-driver']);
    if (!chromium() || !chromedriver()) throw new Stop(remedy);
  },
};

/** What a variable names. */
export function named(variable) {
  const file = process.env[variable];
  if (file && !isExecutable(file)) throw new Stop(`${variable} names ${file}, which cannot be run.`);
  return file || undefined;
}

/** The first of some programs that is there. */
export const firstOf = (...names) => names.map(which).find(Boolean);

const remedy = `The tests need Chromium (or Chrome) and the chromedriver of the same version, and this script can install them
only on Debian, as root or with sudo that asks no password. Do one of these, then run it again:
  - on Debian:  sudo apt-get install chromium chromium-driver
  - elsewhere:  install both and put them on PATH, or name them: CHROMIUM=/path/to/chrome CHROMEDRIVER=/path/to/chromedriver
Building and the demo (npm start) need no browser here.`;
