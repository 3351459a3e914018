/** Walks JSON Schemas: of what is at a pattern, and over every place there is. */
import type { JsonSchema, JsonSchemaObject } from '../../../pkg/src/model.js';

/** A schema with its `$ref` followed. `true` counts as the empty schema. */
export function resolve(schema: JsonSchema | undefined, root: JsonSchema): JsonSchemaObject | undefined {
  if (typeof schema !== 'object') return schema === true ? {} : undefined;
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace('#/$defs/', '');
  return resolve((root as JsonSchemaObject).$defs?.[name], root);
}

/** The schema of what `pattern` matches, `undefined` if the schema names no such place. */
export function schemaAt(pattern: string, root: JsonSchema): JsonSchemaObject | undefined {
  let schema = resolve(root, root);
  for (const segment of pattern.split('/').slice(1)) {
    if (schema === undefined) return undefined;
    const inner: JsonSchema | undefined =
      segment === '*'
        ? // In the absence of others, the first of the members stands for all.
          (schema.items ?? schema.additionalProperties ?? Object.values(schema.properties ?? {})[0])
        : schema.properties?.[segment];
    schema = resolve(inner, root);
  }
  return schema;
}

/** Calls `visit` with every place below `schema` and what is there, as written (a `$ref` not followed). */
export function walk(
  root: JsonSchema,
  visit: (pattern: string, schema: JsonSchema, required: boolean) => void,
  schema: JsonSchema = root,
  pattern = '',
): void {
  const here = resolve(schema, root);
  for (const [name, member] of Object.entries(here?.properties ?? {})) {
    visit(`${pattern}/${name}`, member, here?.required?.includes(name) ?? false);
    walk(root, visit, member, `${pattern}/${name}`);
  }
  const entries = here?.items ?? here?.additionalProperties;
  if (entries !== undefined && entries !== false) {
    visit(`${pattern}/*`, entries, false);
    walk(root, visit, entries, `${pattern}/*`);
  }
}
