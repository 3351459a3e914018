/** What the set-up says on a machine that it cannot set up. */
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';

const machine = mkdtempSync(path.join(tmpdir(), 'holdfast-machine-'));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(machine, { recursive: true, force: true });
});

/** A program of the machine that fails as soon as it is started. */
function failing(name: string): void {
  const file = path.join(machine, name);
  writeFileSync(file, '#!/bin/sh\nexit 100\n');
  chmodSync(file, 0o755);
}

test('where apt has no packages either, the remedies are named', async () => {
  for (const name of ['rustup', 'rustc', 'cargo', 'dpkg', 'apt-get', 'sudo']) failing(name);
  symlinkSync('/usr/bin/env', path.join(machine, 'env'));
  vi.stubEnv('PATH', machine);
  vi.stubEnv('HOLDFAST_SETUP_NO_RUSTUP', '');
  vi.spyOn(console, 'log').mockReturnValue();
  const { wasmTarget } = await import('../../tools/parts/wasm-target.mjs');
  await expect(wasmTarget.install()).rejects.toThrow(/rustup target add.*\n.*\n.*apt-get install rustc-web/);
});
