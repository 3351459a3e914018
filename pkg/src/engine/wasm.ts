/** Loading the engine: once per page, on demand, never on import. */
import init, { StateSync as RawEngine } from '../../wasm/holdfast.js';
import { StateSyncError } from '../errors.js';

/** Where the engine comes from: an address, a response, bytes, or a compiled module. */
export type WasmSource = string | URL | Response | Promise<Response> | BufferSource | WebAssembly.Module;

/** The engine's module, ready to make instances. */
export interface LoadedEngine {
  readonly memory: WebAssembly.Memory;
  readonly Engine: typeof RawEngine;
}

export type { RawEngine };

let loaded: Promise<LoadedEngine> | undefined;

/**
 * Loads the engine. All instances of a page share one module; only the first call's source counts.
 * @throws StateSyncError `engine_failed`, with what to do about it.
 */
export function loadEngine(source?: WasmSource): Promise<LoadedEngine> {
  loaded ??= start(source).catch((cause: unknown) => {
    // The next call may have better luck, or another source.
    loaded = undefined;
    throw new StateSyncError('engine_failed', remedyFor(cause), { cause });
  });
  return loaded;
}

async function start(source?: WasmSource): Promise<LoadedEngine> {
  const module_or_path = source ?? (await defaultSource());
  const { memory } = await init({ module_or_path });
  return { memory, Engine: RawEngine };
}

async function defaultSource(): Promise<WasmSource> {
  // Bundlers find and copy the file by exactly this expression.
  const url = new URL('../../wasm/holdfast_bg.wasm', import.meta.url);
  if (url.protocol !== 'file:') return url;
  // Node cannot fetch a file. `getBuiltinModule` keeps bundlers for browsers from looking for `node:fs`.
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const fs = process?.getBuiltinModule?.('node:fs') as { readFileSync(url: URL): BufferSource } | undefined;
  return fs ? fs.readFileSync(url) : url;
}

function remedyFor(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause);
  if (/unsafe-eval|Content Security Policy/i.test(said))
    return `The engine may not run here: add 'wasm-unsafe-eval' to script-src of the content security policy. (${said})`;
  if (/fetch|network|status|HTTP/i.test(said))
    return `The engine's WebAssembly file could not be loaded: see that holdfast_bg.wasm is served, or pass its address as createStateSync({ wasm }). (${said})`;
  return `The engine could not be started. If holdfast_bg.wasm is served from another place, pass its address as createStateSync({ wasm }). (${said})`;
}
