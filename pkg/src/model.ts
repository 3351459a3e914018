/**
 * `defineModel`: checks a model's definition once, so that everything after it can rely on it.
 *
 * Pure: no engine, no browser; a bad definition fails here, where it is written, and not when the first update comes.
 */
import { at, check, fail } from './model/check.js';
import { checkSchema } from './model/check-schema.js';
import { plainSchema } from './model/plain-schema.js';
import type { DropRule, JsonSchema, Model, ModelDefinition, StandardJsonSchema, StateOf } from './model/types.js';

export type * from './model/types.js';

/**
 * Defines a model of an application's state.
 *
 * The type of the state is that of the schema, where it comes from a library with types; else it is inferred from `initial`, or given:
 * `defineModel<State>({ ... })`.
 *
 * @returns the checked definition, its schema resolved to JSON Schema 2020-12 and nothing left out; frozen.
 * @throws StateSyncError `invalid_model` at the first mistake; `pointer` is its place in the definition
 *   (`/schema/properties/a/type`), the message gives the reason.
 *
 * @example
 * const model = defineModel({
 *   name: 'todo',
 *   version: 1,
 *   schema: {
 *     type: 'object',
 *     required: ['items'],
 *     properties: {
 *       items: {
 *         type: 'array',
 *         items: { type: 'object', required: ['id', 'text'], properties: { id: { type: 'string' }, text: { type: 'string' } } },
 *       },
 *     },
 *   },
 *   initial: () => ({ items: [] as { id: string; text: string }[] }),
 *   integrity: [{ rule: 'unique', at: '/items/*', by: 'id', enforce: true }],
 * });
 */
export function defineModel<S, Schema extends JsonSchema | StandardJsonSchema = JsonSchema | StandardJsonSchema<S>>(
  definition: ModelDefinition<S, Schema>,
): Model<StateOf<Schema, S>> {
  check('', definition, 'model');
  const {
    name,
    version,
    initial,
    created = (first) => first,
    components = {},
    integrity = [],
    validators = [],
    retention = [],
    migrations = {},
  } = definition;
  const schema = plainSchema(definition.schema, '/schema');
  if (!version) fail('/version', 'expected integer from 1, got 0');
  const registry = plainSchema(definition.registry ?? {}, '/registry') as Record<string, JsonSchema>;
  const uris = Object.keys(registry);
  checkSchema('/schema', schema, uris.length > 0);
  for (const uri of uris) checkSchema(at('/registry', uri), registry[uri], true);
  validators.forEach(({ schema }, index) => {
    // Some libraries' schemas are functions.
    if (typeof schema?.['~standard']?.validate !== 'function')
      fail(`/validators/${index}/schema`, 'expected a schema with "~standard".validate');
  });
  retention.forEach((rule, index) => {
    const { drop, olderThan, by, when = {}, unlessHeldBy } = rule as DropRule;
    if (
      drop !== undefined &&
      (!drop.endsWith('/*') ||
        (olderThan === undefined) !== (by === undefined) ||
        // Without a condition it would drop everything: certainly a mistake.
        !(by || unlessHeldBy || Object.keys(when).length))
    )
      fail(`/retention/${index}`, 'expected drop "/…/*" with a condition: olderThan and by, when, or unlessHeldBy');
  });
  differ(retention.map(({ name }, index) => [`/retention/${index}/name`, name]));
  differ(Object.entries(components).map(([name, { slice }]) => [`${at('/components', name)}/slice`, slice]));
  for (const key of Object.keys(migrations))
    if (!/^([2-9]|[1-9]\d+)$/.test(key) || +key > version)
      fail(at('/migrations', key), `expected a version from 2 to ${version}`);
  return Object.freeze({
    name,
    version,
    schema,
    registry,
    // Where a library's schema says the type, texts in it are checked when the state is made.
    initial: initial as () => StateOf<Schema, S>,
    created,
    components,
    integrity,
    validators,
    retention,
    migrations,
  });
}

/** Of two that are the same one would be lost. */
function differ(values: readonly (readonly [place: string, value: string | undefined])[]): void {
  const seen = new Set<string>();
  for (const [place, value] of values) {
    if (value !== undefined && seen.size === seen.add(value).size) fail(place, `"${value}" is there twice`);
  }
}
