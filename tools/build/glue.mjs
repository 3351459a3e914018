/**
 * Makes of what wasm-bindgen writes a function that is called for each instance of the module.
 *
 * As it is written there is one instance for ever: the classes, the closures that timers and promises hold, and the finalizers all
 * look at one variable. But an instance that has failed is replaced (`pkg/src/engine/restart.ts`), and what still belongs to it
 * must not reach into the memory of the next. So everything stands inside of a function, and each call of it has variables of its own.
 *
 * The package loads the module in its own way (`pkg/src/engine/wasm.ts`), so the general one is left out, and what every browser
 * has had since 2022 is not made up for.
 */
const registry = /\(typeof FinalizationRegistry === 'undefined'\)\s*\? \{[^\n]*\}\s*: (?=new FinalizationRegistry)/g;
const encoder = /if \(!\('encodeInto' in cachedTextEncoder\)\) \{\n[\s\S]*?\n\}\n/;
const loading = /^async function __wbg_load\([\s\S]*/m;
const loadingTypes = /^export type SyncInitInput[\s\S]*/m;

// An import that may throw, as it is written: a function that makes another at each call. Made once it is shorter, and faster.
const throwing = /: function\(\) \{ return handleError\((function \([^)]*\) \{\n[\s\S]*?\n {8}\}), arguments\); \},/g;
const handler = 'const throwing = (call) => function () { return handleError(call, arguments); };\n';

// The memory that a text is put into is always the engine's own.
const allocators = /, wasm\.__wbindgen_malloc, wasm\.__wbindgen_realloc\)/g;
const passing =
  /function passStringToWasm0\(arg, malloc, realloc\) \{\n {4}if \(realloc === undefined\) \{[\s\S]*?\n {4}\}\n/;
const passed = `function passStringToWasm0(arg) {
    const { __wbindgen_malloc: malloc, __wbindgen_realloc: realloc } = wasm;
`;

// Other names of the global object, for where `globalThis` is none.
const globals = /const ret = typeof (?:global|self|window) === 'undefined' .*\n.*/g;
// What gives back memory after a value of another type: those are refused before they get here (`pkg/src/must.ts`).
const cleaning = / {8}try \{\n((?: {12}(?:ptr|len).*\n)+) {8}\} catch \(e\) \{\n(?: {12}.*\n)+? {8}\}\n/g;
// A memory that has grown is another buffer; nobody shares it.
const grown = /(cached\w+Memory0)\.(?:buffer\.detached === true \|\| \(.*?\)|byteLength === 0)\) \{/g;

const begin = `/** The glue of one instance. */
export function glue() {
`;
const end = `return { imports: __wbg_get_imports, started: __wbg_finalize_init, StateSync, Validator };
}
`;
const types = `/** The glue of one instance. */
export function glue(): {
    /** What the module is instantiated with. */
    imports(): WebAssembly.Imports;
    /** Takes the instance into use; gives back what it exports. */
    started(instance: { readonly exports: WebAssembly.Exports }): InitOutput;
    readonly StateSync: typeof StateSync;
    readonly Validator: typeof Validator;
};
`;

/** The text of one of the files beside the module. */
export function openGlue(name, text) {
  // What crosses as it is has no type; `any` would switch off the checks of whoever uses it.
  if (name.endsWith('.d.ts')) text = text.replaceAll(/(?<=: |<|=> )any\b/g, 'unknown');
  if (name === 'holdfast.d.ts')
    return text
      .replace(loadingTypes, types)
      .replaceAll(/^export class (\w+)/gm, 'export type { $1 };\ndeclare class $1');
  if (name !== 'holdfast.js') return text;
  for (const expected of [
    'function __wbg_get_imports()',
    'function __wbg_finalize_init(instance, module)',
    '\nasync function __wbg_load(',
  ])
    if (!text.includes(expected)) throw new Error(`The glue has no "${expected}": see what this wasm-bindgen writes.`);
  const body = text
    .replace(registry, '')
    .replace(encoder, '')
    .replace(loading, '')
    .replace(passing, passed)
    .replaceAll(allocators, ')')
    .replaceAll(globals, 'return 0;')
    .replace(/typeof globalThis === .* globalThis;/, 'globalThis;')
    .replaceAll(cleaning, '$1')
    .replaceAll(grown, '$1.buffer !== wasm.memory.buffer) {')
    .replaceAll(throwing, ': throwing($1),')
    .replaceAll(/^( {8}\w+): function\(/gm, '$1(')
    .replaceAll(/^export class /gm, 'class ');
  return begin + handler + body + end;
}
