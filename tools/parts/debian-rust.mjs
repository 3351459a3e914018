/**
 * Compiling for wasm32 without rustup: Debian ships a compiler that can, but no standard library for it.
 *
 * Cargo can build that library from its source, as a feature that is not stable yet, hence RUSTC_BOOTSTRAP. Done once, for an empty
 * crate; the libraries are then kept in a sysroot of our own, and every later build is an ordinary one.
 */
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inTarget } from '../lib/paths.mjs';
import { capture, run } from '../lib/run.mjs';
import { debian, debianVersion, libraryIn, sysrootStamp, wasm } from '../lib/rust.mjs';
import { aptInstall } from './apt.mjs';

export const packages = ['rustc-web', 'cargo-web', 'rust-web-src', 'lld-22'];
const scratch = inTarget('tools', 'build-std');

/** Whether nothing has to be installed for it that only root can install. */
export const hasDebianRust = () => capture('dpkg', ['--status', ...packages]) !== undefined;

export async function installDebianRust() {
  if (!hasDebianRust()) await aptInstall(packages);
  await buildStandardLibrary();
  keepLibraries();
  rmSync(scratch, { recursive: true, force: true });
}

async function buildStandardLibrary() {
  mkdirSync(path.join(scratch, 'src'), { recursive: true });
  writeFileSync(path.join(scratch, 'src', 'lib.rs'), '');
  // A workspace of its own, or Cargo would look for it in ours.
  writeFileSync(path.join(scratch, 'Cargo.toml'), '[workspace]\n[package]\nname = "empty"\nedition = "2024"\n');
  await run(debian.cargo, ['build', '--release', '-Zbuild-std=std,panic_abort,test', '--target', wasm], {
    cwd: scratch,
    env: {
      ...process.env,
      RUSTC: debian.rustc,
      RUSTC_BOOTSTRAP: '1',
      CARGO_TARGET_DIR: path.join(scratch, 'target'),
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: debian.linker,
    },
  });
}

function keepLibraries() {
  const built = path.join(scratch, 'target', wasm, 'release', 'deps');
  const kept = libraryIn(debian.sysroot);
  rmSync(debian.sysroot, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  for (const file of readdirSync(built)) {
    if (file.endsWith('.rlib') && !file.startsWith('libempty'))
      copyFileSync(path.join(built, file), path.join(kept, file));
  }
  writeFileSync(sysrootStamp, debianVersion() ?? '');
}
