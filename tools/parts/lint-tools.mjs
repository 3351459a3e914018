/** rustfmt and Clippy, which belong to a toolchain but are not always installed with it. */
import { capture, isExecutable, run, Stop, which } from '../lib/run.mjs';
import { debian, nativeCargo, wasmCargo } from '../lib/rust.mjs';
import { aptInstall, canUseApt } from './apt.mjs';

export const lintTools = {
  what: 'rustfmt and Clippy',
  takes: '20 seconds',
  isMissing: () => !nativeHas('fmt') || !nativeHas('clippy') || debianLacksClippy(),
  async install() {
    if (which('rustup')) await run('rustup', ['component', 'add', 'rustfmt', 'clippy']);
    if (lintTools.isMissing() && canUseApt()) await aptInstall(['rustfmt-web', 'rust-web-clippy']);
    if (lintTools.isMissing()) {
      throw new Stop(
        'Linting needs `cargo fmt` and `cargo clippy`. Install them (on Debian 12: rustfmt-web, rust-web-clippy).',
      );
    }
  },
};

const nativeHas = (command) => capture(nativeCargo().cargo, [command, '--version']) !== undefined;
const debianLacksClippy = () => wasmCargo()?.cargo === debian.cargo && !isExecutable(debian.clippy);
