/** Loading the engine: once per page, on demand, never on import. */
import { glue, type StateSync as RawEngine, type Validator } from '../../wasm/holdfast.js';
import { StateSyncError } from '../errors.js';
import { textOf } from '../text-of.js';
import { EngineFailure, guarded } from './trap.js';

/** Where the engine comes from: an address, a response, bytes, or a compiled module. */
export type WasmSource = string | URL | Response | Promise<Response> | BufferSource | WebAssembly.Module;

/** Where it comes from if nobody says: asked when it is needed first, and not before. */
export type DefaultSource = () => WasmSource | Promise<WasmSource>;

/** One instance of the module: it makes engines until it fails. */
export interface LoadedEngine {
  readonly memory: WebAssembly.Memory;
  readonly Engine: typeof RawEngine;
  readonly Validator: typeof Validator;
  /** It waits for what a validator says. */
  isAsking?: boolean;
  /** Why it can be used no more, if so: what every call throws. */
  failure?: EngineFailure;
  /** Who is told, in a microtask, when it has failed. */
  readonly users: Set<() => void>;
  /** Another instance of the same module, for one user alone: if that fails again, no other goes with it. */
  another(): LoadedEngine;
}

export type { RawEngine, Validator };

let loaded: Promise<LoadedEngine> | undefined;

/**
 * Loads the engine. All of a page share one instance; only the first call's source counts.
 * @throws StateSyncError `engine_failed`, with what to do about it.
 */
export async function loadEngine(source: WasmSource | DefaultSource): Promise<LoadedEngine> {
  loaded ??= start(source).catch((cause: unknown) => {
    // The next call may have better luck, or another source.
    loaded = undefined;
    throw new StateSyncError('engine_failed', remedyFor(cause), { cause });
  });
  const engine = await loaded;
  if (!engine.failure) return engine;
  loaded = Promise.resolve(engine.another());
  return loaded;
}

async function start(given: WasmSource | DefaultSource): Promise<LoadedEngine> {
  const source = await (typeof given === 'function' ? given() : given);
  return instantiate(
    await moduleOf(typeof source === 'string' || source instanceof URL ? await contentOf(source) : source),
  );
}

function contentOf(address: string | URL): BufferSource | Promise<Response> {
  // Node cannot fetch a file. `getBuiltinModule` keeps bundlers for browsers from looking for `node:fs`.
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const fs = process?.getBuiltinModule?.('node:fs') as { readFileSync(url: URL): BufferSource } | undefined;
  return fs && `${address}`.startsWith('file:') ? fs.readFileSync(new URL(address)) : fetch(address);
}

function instantiate(module: WebAssembly.Module): LoadedEngine {
  const { imports, started, StateSync, Validator } = glue();
  const { exports } = new WebAssembly.Instance(module, imports());
  const failed = (cause: unknown): EngineFailure => {
    const failure = new EngineFailure(cause);
    queueMicrotask(() => {
      closeDatabases(held);
      for (const tell of engine.users) tell();
    });
    engine.failure = failure;
    return failure;
  };
  const { memory, __wbindgen_externrefs: held } = started({ exports: guarded(exports, failed) });
  const engine: LoadedEngine = {
    ...{ memory, Engine: StateSync, Validator, users: new Set() },
    another: () => instantiate(module),
  };
  return engine;
}

/** Closes what a failed engine cannot, among all that it holds: otherwise nobody could delete the database. */
function closeDatabases(held: WebAssembly.Table): void {
  const { IDBDatabase } = globalThis;
  for (let i = IDBDatabase ? held.length : 0; i-- > 0; ) {
    const value: unknown = held.get(i);
    if (value instanceof IDBDatabase) value.close();
  }
}

async function moduleOf(source: Response | BufferSource | WebAssembly.Module): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  // Not `instanceof`: it may be a stand-in for a server's answer, or come from another window.
  if (!('arrayBuffer' in source))
    // Node takes every view but a `DataView`.
    return WebAssembly.compile(
      ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : source,
    );
  if (!source.ok) throw new Error(`fetch: HTTP status ${source.status} for ${source.url}`);
  // A server that does not know the type of the file gets the slower way.
  return source.headers.get('Content-Type') === 'application/wasm'
    ? WebAssembly.compileStreaming(source)
    : WebAssembly.compile(await source.arrayBuffer());
}

function remedyFor(cause: unknown): string {
  const said = textOf(cause);
  if (/unsafe-eval|Content Security Policy/i.test(said))
    return `The engine may not run here: add 'wasm-unsafe-eval' to script-src of the content security policy. (${said})`;
  return `The engine could not be started: see that holdfast_bg.wasm is served, or pass its address as createStateSync({ wasm }). (${said})`;
}
