/**
 * Which Rust compiles what.
 *
 * Native code: the `cargo` on `PATH`. WebAssembly: the same one if its compiler has the standard library for wasm32, else
 * Debian's compiler together with the standard library that `tools/parts/debian-rust.mjs` has built for it. That library lies in a
 * sysroot of our own under the output directory, so no installed toolchain is changed.
 *
 * Nothing is remembered between runs: what is installed now decides.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inTarget, target } from './paths.mjs';
import { capture, isExecutable, which } from './run.mjs';

export const wasm = 'wasm32-unknown-unknown';

/** Debian's compiler, and where the standard library built for it is kept. */
export const debian = {
  cargo: '/usr/bin/cargo',
  rustc: '/usr/bin/rustc',
  rustdoc: '/usr/bin/rustdoc',
  linker: '/usr/bin/wasm-ld-22',
  clippy: '/usr/bin/cargo-clippy',
  sysroot: inTarget('tools', 'debian-sysroot'),
};

/** A way to call Cargo: the program, and the environment it needs. The output directory is said, for a personal configuration may name another. */
export function nativeCargo() {
  return { cargo: which('cargo') ?? 'cargo', env: { ...process.env, CARGO_TARGET_DIR: target } };
}

/** A way to call Cargo for wasm32, or `undefined` if this machine cannot compile for it yet. */
export function wasmCargo() {
  if (!process.env.HOLDFAST_SETUP_NO_RUSTUP && ordinaryHasWasm()) return nativeCargo();
  return debianHasWasm() ? debianCargo() : undefined;
}

/** The directory of the standard library for wasm32 in a sysroot. */
export const libraryIn = (sysroot) => path.join(sysroot, 'lib', 'rustlib', wasm, 'lib');

/** A standard library fits only the compiler that made it: this file in the sysroot says which. */
export const sysrootStamp = path.join(debian.sysroot, 'made-by');

/** Debian's compiler in full; `undefined` if it is not installed. */
export const debianVersion = () => capture(debian.rustc, ['-vV']);

function ordinaryHasWasm() {
  const sysroot = which('cargo') && capture('rustc', ['--print', 'sysroot']);
  return Boolean(sysroot) && existsSync(libraryIn(sysroot));
}

function debianHasWasm() {
  return (
    [debian.cargo, debian.linker].every(isExecutable) &&
    existsSync(sysrootStamp) &&
    readFileSync(sysrootStamp, 'utf8') === debianVersion()
  );
}

function debianCargo() {
  const flags = (process.env.RUSTFLAGS ?? '').split(' ').filter(Boolean);
  const env = {
    ...process.env,
    CARGO_TARGET_DIR: target,
    RUSTC: debian.rustc,
    RUSTDOC: debian.rustdoc,
    // Subcommands are looked up on PATH, and the `cargo-clippy` of another toolchain would not fit this compiler.
    PATH: `/usr/bin${path.delimiter}${process.env.PATH}`,
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: debian.linker,
    // The encoded form, because a path may contain a space. It takes the place of RUSTFLAGS.
    CARGO_ENCODED_RUSTFLAGS: [...flags, '--sysroot', debian.sysroot].join('\x1f'),
  };
  return { cargo: debian.cargo, env };
}
