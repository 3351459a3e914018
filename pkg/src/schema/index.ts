/**
 * `holdfast/schema`: the validator alone. JSON Schema draft 2020-12, all of it, with issues that say where, what was expected and
 * what was found.
 *
 * Importing this does nothing: the engine is fetched with the first schema that is compiled.
 *
 * @module holdfast/schema
 */
import { translateError } from '../engine/errors.js';
import { wasmFile } from '../engine/file.js';
import { type LoadedEngine, loadEngine, type Validator, type WasmSource } from '../engine/wasm.js';
import { StateSyncError } from '../errors.js';
import { plainSchema } from '../model/plain-schema.js';
import type { JsonSchema, StandardJsonSchema } from '../model/types.js';
import type { Issue, StateValidationResult } from '../types.js';
import { sorted } from '../validation.js';

export type { WasmSource } from '../engine/wasm.js';
export { StateSyncError, type StateSyncErrorCode } from '../errors.js';
export type { JsonSchema, StandardJsonSchema } from '../model/types.js';
export type { Issue, Severity, StateValidationResult } from '../types.js';

/** How a schema is compiled. */
export interface SchemaOptions {
  /** What `format` does: `annotate` (the default) asks for nothing, `assert` for text of that format, where it is known. */
  readonly formats?: 'annotate' | 'assert';
  /** Other documents that the schema refers to, by URI. Nothing is ever fetched. */
  readonly registry?: Readonly<Record<string, JsonSchema>>;
  /** How many issues a result lists at most; `issueCount` is their number in any case. 100 if not given. */
  readonly maxIssues?: number;
  /** Where the engine's WebAssembly comes from, if not from beside this module. */
  readonly wasm?: WasmSource;
}

/** A schema, ready to be used or about to be. */
export interface CompiledSchema {
  /**
   * Resolves when `validate` can be called. Rejects with a {@link StateSyncError}: `invalid_model` with the place in the schema as
   * `pointer`, or `engine_failed`.
   */
  readonly ready: Promise<void>;
  /**
   * What is wrong with a value. A value that state cannot hold (functions, dates, `NaN`, cycles, ...) is not valid.
   * @throws StateSyncError `not_ready` before `ready`; what `ready` rejects with after that
   */
  validate(value: unknown): StateValidationResult;
}

/**
 * Compiles a JSON Schema, or a schema of a library that offers one (zod, valibot, arktype). The engine is WebAssembly and loaded
 * on demand: await `ready` before the first `validate`.
 *
 * @throws StateSyncError `invalid_model` if it is no schema at all
 *
 * @example
 * const schema = compileSchema({ type: 'object', properties: { stars: { type: 'integer', maximum: 5 } } });
 * await schema.ready;
 * const { isValid, issues } = schema.validate({ stars: 9 });
 * console.log(isValid, issues[0]?.pointer, issues[0]?.message); // false '/stars' 'expected at most 5, found 9'
 */
export function compileSchema(
  schema: JsonSchema | StandardJsonSchema<unknown>,
  options: SchemaOptions = {},
): CompiledSchema {
  const { formats = 'annotate', registry = {}, maxIssues = 100, wasm = wasmFile } = options;
  // Copies: both may change before the engine is there.
  const source = plainSchema(schema, '');
  const documents = plainSchema(registry, '');
  let validator: Validator | undefined;
  let engine: LoadedEngine | undefined;
  let failure = new StateSyncError('not_ready', 'The schema is not compiled yet: await its ready first.');
  const compile = (loaded: LoadedEngine): void => {
    engine = loaded;
    validator = new engine.Validator(source, documents, formats === 'assert');
  };
  const ready = loadEngine(wasm)
    .then(compile)
    .catch((error: unknown) => {
      failure = translateError(error);
      throw failure;
    });
  // Whoever does not wait for it learns of the failure from `validate`.
  ready.catch(() => {});

  return {
    ready,
    validate(value) {
      if (!validator) throw failure;
      if (engine?.failure) compile(engine.another());
      const start = performance.now();
      const [count, ...issues] = validator.validate(value, maxIssues) as [number, ...Issue[]];
      return sorted(issues, count, count === 0, [], performance.now() - start);
    },
  };
}
