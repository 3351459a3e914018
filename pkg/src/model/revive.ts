/** From JSON, which has no `Map`s, to a state that has them where its schema says so. */
import { parsePointer } from '../pointer.js';
import { child } from '../snapshot/reader.js';
import { setMember } from '../tape/decode.js';
import type { JsonSchema, JsonSchemaObject } from './types.js';

/**
 * The value with `Map`s where the schema has `x-map`; references inside the schema are followed, and so is what it combines: of
 * alternatives all of them, and what fits none is refused when the state is validated.
 */
export function revived(value: unknown, schema: JsonSchema): unknown {
  return revive(value, [schema], schema);
}

function revive(value: unknown, schemas: readonly (JsonSchema | undefined)[], root: JsonSchema): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const all = new Set<JsonSchemaObject>();
  for (const schema of schemas) combined(schema, root, all);
  const says = [...all];
  if (says.length === 0) return value;
  const inside = (item: unknown, of: (one: JsonSchemaObject) => JsonSchema | undefined) =>
    revive(item, says.map(of), root);
  if (Array.isArray(value)) return value.map((item) => inside(item, ({ items }) => items));
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
    key,
    inside(item, ({ properties = {}, additionalProperties }) =>
      Object.hasOwn(properties, key) ? properties[key] : additionalProperties,
    ),
  ]);
  if (says.some((one) => one['x-map'])) return new Map(entries);
  const members: Record<string, unknown> = {};
  for (const [key, item] of entries) setMember(members, key, item);
  return members;
}

/** Adds a schema and those that it consists of. */
function combined(schema: JsonSchema | undefined, root: JsonSchema, all: Set<JsonSchemaObject>): void {
  const found = resolve(schema, root);
  if (!found || all.has(found)) return;
  all.add(found);
  for (const keyword of ['allOf', 'anyOf', 'oneOf'])
    for (const part of (found[keyword] ?? []) as JsonSchema[]) combined(part, root, all);
}

function resolve(schema: JsonSchema | undefined, root: JsonSchema): JsonSchemaObject | undefined {
  let found: unknown = schema;
  // A reference that leads back to itself ends with the number of steps.
  for (let steps = 0; steps < 100; steps++) {
    const reference = (found as JsonSchemaObject | undefined)?.$ref;
    if (typeof reference !== 'string' || !/^#(\/|$)/.test(reference)) break;
    found = parsePointer(reference.slice(1)).reduce<unknown>(child, root);
  }
  return typeof found === 'object' && found !== null ? (found as JsonSchemaObject) : undefined;
}
