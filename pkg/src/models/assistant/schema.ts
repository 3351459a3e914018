/**
 * The schema of the assistant model, put together from the slices. JSON Schema 2020-12, plain data.
 *
 * The top level is closed and complete: nine slices, no others. Records within are open.
 */
import type { JsonSchema } from '../../model/types.js';
import { aiSuggestions } from './schema/ai-suggestions.js';
import { assets } from './schema/assets.js';
import { design } from './schema/design.js';
import { learning } from './schema/learning.js';
import { memory } from './schema/memory.js';
import { school } from './schema/school.js';
import { sharedRecords } from './schema/shared.js';
import { system, user } from './schema/system.js';
import { ux } from './schema/ux.js';

const slices = { system, user, memory, learning, design, ux, school, assets, aiSuggestions };

/** JSON Schema of {@link AssistantState}. */
export const assistantSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $defs: sharedRecords,
  type: 'object',
  required: Object.keys(slices),
  properties: slices,
  additionalProperties: false,
};
