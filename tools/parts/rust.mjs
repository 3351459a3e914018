/** A Rust compiler that is new enough. Installing one is a decision that we leave to whoever owns the machine. */
import { readFileSync } from 'node:fs';
import { inRoot } from '../lib/paths.mjs';
import { capture, Stop } from '../lib/run.mjs';
import { nativeCargo } from '../lib/rust.mjs';

export const rust = {
  check() {
    const wanted = minorOf(/^rust-version = "1\.(\d+)"/m, readFileSync(inRoot('Cargo.toml'), 'utf8'));
    const found = minorOf(/^cargo 1\.(\d+)/, capture(nativeCargo().cargo, ['--version']) ?? '');
    if (found >= wanted) return;
    throw new Stop(`Rust 1.${wanted} or newer is needed, and ${found ? `this one is 1.${found}` : 'there is none on PATH'}.
Install it with rustup (https://rustup.rs), or on Debian 12: apt-get install rustc-web cargo-web. Then run this again.`);
  },
};

const minorOf = (pattern, text) => Number(pattern.exec(text)?.[1] ?? 0);
