/**
 * Opens up what wasm-bindgen writes: the two steps between which a module is instantiated are exported, and what every browser
 * has had since 2022 is not made up for.
 *
 * The package then loads the module in its own way (`pkg/src/engine/wasm.ts`), in half of the code: bundlers drop the general one.
 */
const steps = `
export { __wbg_get_imports as imports, __wbg_finalize_init as started };
`;
const stepTypes = `
/** What the module is instantiated with. */
export function imports(): WebAssembly.Imports;
/** Takes the instance into use; gives back what it exports. */
export function started(instance: WebAssembly.Instance, module?: WebAssembly.Module): InitOutput;
`;
const registry = /\(typeof FinalizationRegistry === 'undefined'\)\s*\? \{[^\n]*\}\s*: (?=new FinalizationRegistry)/g;
const encoder = /if \(!\('encodeInto' in cachedTextEncoder\)\) \{\n[\s\S]*?\n\}\n/;

/** The text of one of the files beside the module. */
export function openGlue(name, text) {
  if (name === 'holdfast.d.ts') return text + stepTypes;
  if (name !== 'holdfast.js') return text;
  for (const expected of ['function __wbg_get_imports()', 'function __wbg_finalize_init(instance, module)'])
    if (!text.includes(expected)) throw new Error(`The glue has no "${expected}": see what this wasm-bindgen writes.`);
  return text.replace(registry, '').replace(encoder, '') + steps;
}
