/** From what callers give as a schema to JSON Schema as data. */
import { fail } from './check.js';
import type { JsonSchema } from './types.js';

/** The schema as JSON Schema and a copy: itself, or what another library's schema says it is. */
export function plainSchema(schema: unknown, place: string): JsonSchema {
  // Some libraries' schemas are functions, so anything may have the property.
  const standard = (schema as { '~standard'?: { jsonSchema?: Converter } } | null)?.['~standard'];
  try {
    // The copy cannot be changed from outside, and has no cycles.
    return JSON.parse(
      JSON.stringify(standard ? (standard.jsonSchema as Converter).output({ target: 'draft-2020-12' }) : schema),
    ) as JsonSchema;
  } catch (cause) {
    fail(place, `expected JSON Schema, or a schema with "~standard".jsonSchema: ${cause}`, cause);
  }
}

interface Converter {
  output(options: { target: 'draft-2020-12' }): unknown;
}
