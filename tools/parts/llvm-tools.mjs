/** What reads the counters of instrumented programs: it belongs to the compiler, and has to be as new as that one. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { capture, run, Stop, which } from '../lib/run.mjs';
import { aptInstall, canUseApt } from './apt.mjs';

export const llvmTools = {
  what: 'llvm-profdata and llvm-cov',
  takes: '20 seconds',
  isMissing: () => !find('llvm-profdata') || !find('llvm-cov'),
  async install() {
    if (which('rustup')) await run('rustup', ['component', 'add', 'llvm-tools']);
    else if (canUseApt()) await aptInstall(['llvm']);
    if (llvmTools.isMissing()) {
      throw new Stop(
        'Coverage needs llvm-profdata and llvm-cov: `rustup component add llvm-tools`, or on Debian the package llvm.',
      );
    }
  },
};

/** The full path of one of them: the compiler's own before any other. */
export function find(program) {
  const [sysroot, version] = ['--print=sysroot', '-vV'].map((argument) => capture('rustc', [argument]) ?? '');
  const host = /^host: (.+)$/m.exec(version)?.[1] ?? '';
  const own = path.join(sysroot, 'lib', 'rustlib', host, 'bin', program);
  return existsSync(own) ? own : which(program);
}
