/** Valgrind, which runs a program on a processor of its own and counts what that does: no counters of the real one, no privileges. */
import { Stop, which } from '../lib/run.mjs';
import { aptInstall, canUseApt } from './apt.mjs';

export const valgrind = {
  what: 'Valgrind, which counts instructions (Debian package)',
  takes: '20 seconds',
  isMissing: () => !which('valgrind'),
  async install() {
    if (!canUseApt()) throw new Stop(remedy);
    await aptInstall(['valgrind']);
    if (valgrind.isMissing()) throw new Stop(remedy);
  },
};

const remedy = `Counting instructions needs Valgrind, and this script can install it only on Debian, as root or with sudo that asks no
password. Do one of these, then run it again:
  - on Debian:  sudo apt-get install valgrind
  - elsewhere:  install it and put it on PATH; there is none for macOS on ARM, nor for Windows
Nothing else here needs it.`;
