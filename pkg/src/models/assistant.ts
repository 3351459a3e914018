/**
 * `holdfast/models/assistant`: a ready-made model, the state of an AI co-assistant. What it is made of, one file each:
 * types, schema, initial state, components, consistency rules, retention rules (folder `assistant/`).
 *
 * A model like any other: the engine knows none of its names.
 *
 * @module holdfast/models/assistant
 */
import { defineModel, type Model } from '../model.js';
import { assistantComponents } from './assistant/components.js';
import { initialAssistantState } from './assistant/initial.js';
import { assistantIntegrity } from './assistant/integrity.js';
import { assistantRetentionRules } from './assistant/retention.js';
import { assistantSchema } from './assistant/schema.js';
import type { AssistantState } from './assistant/types.js';

export { initialAssistantState } from './assistant/initial.js';
export {
  type AssistantRetention,
  assistantRetentionDefaults,
  assistantRetentionRules,
} from './assistant/retention.js';
export type * from './assistant/types.js';

/**
 * The assistant model.
 *
 * For other thresholds of retention define a model from it:
 * `defineModel({ ...assistantModel, retention: assistantRetentionRules({ shortTermAge: 3_600_000 }) })`.
 *
 * @example
 * const sync = createStateSync({ name: 'tony', model: assistantModel });
 * await sync.ready;
 * sync.update((draft) => {
 *   draft.system.status = 'idle';
 * });
 */
export const assistantModel: Model<AssistantState> = /* @__PURE__ */ defineModel<AssistantState>({
  name: 'assistant',
  version: 1,
  schema: assistantSchema,
  initial: initialAssistantState,
  // `initializing` is what readers see until the state is loaded.
  created: (state) => ({ ...state, system: { ...state.system, status: 'ready' } }),
  components: assistantComponents,
  integrity: assistantIntegrity,
  retention: /* @__PURE__ */ assistantRetentionRules(),
});
