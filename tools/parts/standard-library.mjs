/**
 * Builds Rust's standard library for wasm32 from its source: see `libraries` in `tools/lib/rust.mjs` for which, and why.
 *
 * Cargo can do that, as a feature that is not stable yet. Done once for a compiler, with an empty crate; the libraries are then kept
 * in a sysroot of our own, and every later build is an ordinary one.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inTarget } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { bootstrap, builtSysroot, libraryIn, sysrootOf, wasm } from '../lib/rust.mjs';

/** Whether the source of a compiler's standard library is installed. */
export const hasSource = (compiler) =>
  existsSync(path.join(sysrootOf(compiler), 'lib', 'rustlib', 'src', 'rust', 'library', 'Cargo.toml'));

export async function buildLibrary(compiler, library) {
  const scratch = inTarget('tools', 'std', `building-${compiler.name}-${library.name}`);
  const output = path.join(scratch, 'target');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(path.join(scratch, 'src'), { recursive: true });
  writeFileSync(path.join(scratch, 'src', 'lib.rs'), '');
  writeFileSync(path.join(scratch, 'Cargo.toml'), manifest);
  const args = ['build', '--release', '--target', wasm, '--manifest-path', path.join(scratch, 'Cargo.toml')];
  const parts = [`-Zbuild-std=${library.crates}`, `-Zbuild-std-features=${library.features}`];
  await run(compiler.cargo, [...args, ...parts], {
    env: {
      ...process.env,
      ...compiler.env,
      ...bootstrap,
      CARGO_TARGET_DIR: output,
      // The bitcode is what link-time optimisation works on.
      CARGO_ENCODED_RUSTFLAGS: ['-Cembed-bitcode=yes', ...library.flags].join('\x1f'),
    },
  });
  const sysroot = path.join(scratch, 'sysroot');
  copyLibraries(path.join(output, wasm, 'release', 'deps'), libraryIn(sysroot));
  renameSync(sysroot, builtSysroot(compiler, library));
  rmSync(scratch, { recursive: true, force: true });
}

/** A workspace of its own, or Cargo would look for it in ours; optimised as ours is. */
const manifest = `[workspace]
[package]
name = "empty"
edition = "2024"
[profile.release]
opt-level = "z"
codegen-units = 1
panic = "abort"
`;

function copyLibraries(from, to) {
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(from)) {
    if (file.endsWith('.rlib') && !file.startsWith('libempty'))
      copyFileSync(path.join(from, file), path.join(to, file));
  }
}
