/**
 * Checks that a value is a JSON Schema 2020-12: in form by the table, and that its references lead somewhere.
 *
 * - `#`, `#/pointer` and `#anchor` must lead to a schema in the document.
 * - Other documents are not loaded; what there is in the registry, the engine finds.
 * - With an `$id` somewhere references are not relative to the document alone; the engine resolves those it can be
 *   about: all of them when a part has an `$id`, the absolute ones when the root has.
 */
import { at, check, fail, isObject, isString } from './check.js';

/**
 * Throws `invalid_model` at the first mistake in `root`, which stands at `place` in the definition.
 * @param hasOthers whether there are other documents that it may refer to
 */
export function checkSchema(place: string, root: unknown, hasOthers: boolean): void {
  const known = new Set<string>();
  const references: [place: string, reference: string][] = [];
  let partHasId = false;

  check(place, root, 'schema', (place, schema) => {
    known.add(`#${schema.$anchor}`).add(`#${schema.$dynamicAnchor}`);
    partHasId ||= schema !== root && '$id' in schema;
    if (schema['x-map'] && schema.type && ![schema.type].flat().includes('object'))
      fail(at(place, 'x-map'), 'a Map has the type "object"');
    for (const keyword of ['$ref', '$dynamicRef'])
      if (isString(schema[keyword])) references.push([at(place, keyword), schema[keyword]]);
  });

  for (const [place, reference] of references)
    if (
      !partHasId &&
      !known.has(reference) &&
      (reference[0] === '#' ? !leadsToSchema(root, reference) : !(hasOthers || (root as { $id?: string }).$id))
    )
      fail(place, `"${reference}" leads nowhere`);
}

/** Whether `reference` (`#` or `#/…`, percent-encoded) points at a schema in `root`. */
function leadsToSchema(root: unknown, reference: string): boolean {
  let target = root;
  try {
    const [hash, ...segments] = decodeURIComponent(reference).split('/');
    if (hash !== '#') return false;
    for (const segment of segments) {
      const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
      target = Object.hasOwn(Object(target), name) ? (target as Record<string, unknown>)[name] : 0;
    }
  } catch {
    return false; // Percent-encoded wrong.
  }
  return isObject(target) || typeof target === 'boolean';
}
