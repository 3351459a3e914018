/** Debian packages, where there is apt and the right to use it without being asked for a password. */
import { capture, run, Stop, which } from '../lib/run.mjs';

const isRoot = process.getuid?.() === 0;

export function canUseApt() {
  return which('apt-get') !== undefined && (isRoot || capture('sudo', ['-n', 'true']) !== undefined);
}

/** Installs them as far as it can. Whoever needs them looks for them afterwards, and knows what else to do: apt does not. */
export async function aptInstall(packages) {
  // A container's image often comes without the lists, and apt then knows no package at all.
  await aptGet(['update', '--quiet']);
  await aptGet(['install', '--quiet', '--yes', '--no-install-recommends', ...packages]);
}

async function aptGet(args) {
  const call = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
  const [program, ...rest] = isRoot ? call : ['sudo', '-n', ...call];
  try {
    await run(program, rest);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.log(error.message);
  }
}
