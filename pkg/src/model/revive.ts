/** From JSON, which has no `Map`s, to a state that has them where its schema says so. */
import { setMember } from '../tape/decode.js';
import type { JsonSchema, JsonSchemaObject } from './types.js';

/** The value with `Map`s where the schema has `x-map`; references inside the schema are followed. */
export function revived(value: unknown, schema: JsonSchema): unknown {
  return revive(value, schema, schema);
}

function revive(value: unknown, schema: JsonSchema | undefined, root: JsonSchema): unknown {
  const says = resolve(schema, root);
  if (typeof value !== 'object' || value === null || !says) return value;
  if (Array.isArray(value)) return value.map((item) => revive(item, says.items, root));
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
    key,
    revive(item, says.properties?.[key] ?? says.additionalProperties, root),
  ]);
  if (says['x-map']) return new Map(entries);
  const members: Record<string, unknown> = {};
  for (const [key, item] of entries) setMember(members, key, item);
  return members;
}

function resolve(schema: JsonSchema | undefined, root: JsonSchema): JsonSchemaObject | undefined {
  let found: unknown = schema;
  // A reference that leads back to itself ends with the number of steps.
  for (let steps = 0; steps < 100; steps++) {
    const reference = (found as JsonSchemaObject | undefined)?.$ref;
    if (typeof reference !== 'string' || !reference.startsWith('#')) break;
    found = reference
      .slice(1)
      .split('/')
      .slice(1)
      .reduce<unknown>(
        (part, name) =>
          (part as Record<string, unknown> | undefined)?.[name.replaceAll('~1', '/').replaceAll('~0', '~')],
        root,
      );
  }
  return typeof found === 'object' && found !== null ? (found as JsonSchemaObject) : undefined;
}
