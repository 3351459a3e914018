/**
 * What the schemas of the slices are put together from: a few constants and functions that return plain JSON Schema.
 *
 * `record` derives `required` from what it is given, so that no field is listed twice. Records stay open (no
 * `additionalProperties: false`): fields that the model does not know are kept.
 */
import type { JsonSchema } from '../../../model/types.js';

type Properties = Readonly<Record<string, JsonSchema>>;

/** Any supported value. */
export const anything: JsonSchema = true;
export const string: JsonSchema = { type: 'string' };
export const boolean: JsonSchema = { type: 'boolean' };
/** Any finite number; the engine has no others. */
export const number: JsonSchema = { type: 'number' };
/** A Unix time in milliseconds. A constant of its own, by which a test finds all the times there are. */
export const ms: JsonSchema = { type: 'number' };
/** An integer from 0. */
export const count: JsonSchema = { type: 'integer', minimum: 0 };
/** A number from 0 to 1. */
export const share: JsonSchema = { type: 'number', minimum: 0, maximum: 1 };
/** A number from 0. */
export const nonNegative: JsonSchema = { type: 'number', minimum: 0 };

/** One of these strings. */
export const oneOf = (...values: string[]): JsonSchema => ({ type: 'string', enum: values });

/** An array. */
export const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
/** An array of strings. */
export const strings: JsonSchema = { type: 'array', items: { type: 'string' } };

/** An object used as a dictionary. */
export const dictionary = (values: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties: values });
/** A JavaScript `Map` with string keys. */
export const map = (values: JsonSchema): JsonSchema => ({
  type: 'object',
  'x-map': true,
  additionalProperties: values,
});

/** An object with these fields, and perhaps `optional` ones, and perhaps others. */
export const record = (required: Properties, optional: Properties = {}): JsonSchema => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

/** A record that several places share, by its name in `$defs` (`shared.ts`). */
export const ref = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` });
