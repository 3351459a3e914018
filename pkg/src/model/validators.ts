/**
 * Validators: what JSON Schema cannot say, said by schemas of other libraries at places of the state.
 *
 * The engine asks them like any other keyword, `x-validator`, so that they are asked of what an update has made new and of nothing
 * else. It knows them by number.
 */
import type { LoadedEngine } from '../engine/wasm.js';
import { parsePointer } from '../pointer.js';
import type { JsonSchema, JsonSchemaObject, ModelValidator, StandardSchema } from './types.js';

/** A schema that also asks the validators, by their numbers. */
export function asking(schema: JsonSchema, validators: readonly ModelValidator[]): JsonSchema {
  const more = validators.flatMap(({ at }, number) =>
    [at].flat().map((pattern) => parsePointer(pattern).reduceRight(below, { 'x-validator': number })),
  );
  if (!more.length) return schema;
  if (typeof schema === 'boolean') return { allOf: [schema, ...more] };
  return { ...schema, allOf: [...((schema.allOf as JsonSchema[] | undefined) ?? []), ...more] };
}

/** What asks for a schema one step down, in whatever kind of container. */
function below(schema: JsonSchemaObject, step: string): JsonSchemaObject {
  if (step === '*') return { additionalProperties: schema, items: schema };
  const isPosition = /^(0|[1-9]\d{0,2})$/.test(step);
  const before = isPosition ? { prefixItems: [...Array(+step).fill(true), schema] } : {};
  return { properties: { [step]: schema }, ...before };
}

/** The validators as the engine calls them: what is wrong with a value as pointers into it, each followed by a message. */
export function askable(validators: readonly ModelValidator[], loaded: LoadedEngine): ((value: unknown) => string[])[] {
  return validators.map(({ schema }) => (value) => {
    // The engine is in the middle of something: see `EnginePort.raw`.
    loaded.isAsking = true;
    try {
      return said(schema, value);
    } catch (error) {
      return ['', `the validator failed: ${error}`];
    } finally {
      loaded.isAsking = false;
    }
  });
}

function said(schema: StandardSchema, value: unknown): string[] {
  const result = schema['~standard'].validate(value);
  if ('then' in result) {
    // Nobody waits for it.
    result.then(undefined, () => {});
    return ['', 'the validator answers with a promise, too late for an update: give it no asynchronous checks'];
  }
  return (result.issues ?? []).flatMap(({ path = [], message }) => [path.map(pointer).join(''), message]);
}

const pointer = (step: PropertyKey | { readonly key: PropertyKey }): string => {
  const name = String(typeof step === 'object' ? step.key : step);
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
};
