/** cargo-fuzz, which builds a target with what libFuzzer needs to see where a run has been. */
import { inTarget } from '../lib/paths.mjs';
import { isExecutable, run } from '../lib/run.mjs';
import { nativeCargo } from '../lib/rust.mjs';

/** Under the output directory, like everything that is compiled here for the tools. */
export const tool = inTarget('tools', 'bin', 'cargo-fuzz');

export const cargoFuzz = {
  what: 'cargo-fuzz (compiled here)',
  takes: '1 to 2 minutes',
  isMissing: () => !isExecutable(tool),
  async install() {
    const { cargo, env } = nativeCargo();
    await run(cargo, ['install', 'cargo-fuzz', '--locked', '--root', inTarget('tools')], { env });
  },
};
