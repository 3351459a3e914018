/**
 * `npm run docs`: the reference of the package in `docs/api`, from its types, and that of the Rust library in the output directory. A
 * comment that is missing, and a link that leads nowhere, fail it.
 */
import { existsSync } from 'node:fs';
import { buildPackage } from './build/package.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, run } from './lib/run.mjs';
import { nativeCargo, wasm, wasmCargo } from './lib/rust.mjs';
import { setUp } from './lib/set-up.mjs';
import { toBuild } from './parts/index.mjs';

await main(async () => {
  await setUp(toBuild);
  // The types of the engine's glue are made with it.
  await buildPackage();
  const reference = inRoot('tools', 'reference');
  // It needs a compiler of its own, and is then beside that; else npm has put it with the rest.
  const typedoc = [reference, inRoot()].map((folder) => `${folder}/node_modules/typedoc/bin/typedoc`).find(existsSync);
  await run(process.execPath, [typedoc, '--options', `${reference}/typedoc.json`]);

  const rustdoc = ['doc', '--no-deps', '--lib'];
  for (const [{ cargo, env }, target] of [
    [nativeCargo(), []],
    [wasmCargo(), ['--target', wasm]],
  ]) {
    // In the encoded form, which takes the place of RUSTDOCFLAGS. A library that was built for it has to be named here as well.
    const sysroot = env.CARGO_ENCODED_RUSTFLAGS ? [env.CARGO_ENCODED_RUSTFLAGS] : [];
    const CARGO_ENCODED_RUSTDOCFLAGS = [...sysroot, '-Dwarnings'].join('\x1f');
    await run(cargo, [...rustdoc, ...target], { env: { ...env, CARGO_ENCODED_RUSTDOCFLAGS } });
  }
});
