/** rustfmt and Clippy, which belong to a toolchain but are not always installed with it. */
import { capture, run, Stop, which } from '../lib/run.mjs';
import { debian, nativeCargo, wasmCargo } from '../lib/rust.mjs';
import { aptInstall, canUseApt } from './apt.mjs';

export const lintTools = {
  what: 'rustfmt and Clippy',
  takes: '20 seconds',
  isMissing: () => !has(nativeCargo(), 'fmt') || !has(nativeCargo(), 'clippy') || !has(wasmCargo(), 'clippy'),
  async install() {
    if (which('rustup')) await run('rustup', ['component', 'add', 'rustfmt', 'clippy']);
    if (wasmCargo()?.cargo === debian.cargo && canUseApt()) await aptInstall(['rustfmt-web', 'rust-web-clippy']);
    if (lintTools.isMissing())
      throw new Stop('Linting needs `cargo fmt` and `cargo clippy`; install them, then run this again.');
  },
};

const has = (toolchain, command) =>
  capture(toolchain?.cargo ?? 'cargo', [command, '--version'], { env: toolchain?.env }) !== undefined;
