/**
 * The state of the assistant model: nine slices in one tree, a file of types for each. The schema has the same fields
 * in the same order.
 *
 * Fields of unknown shape are {@link Json}: whatever state can hold. Records may carry fields beyond those named: they
 * are kept. Ids are strings of the application's choice, unique within their list.
 */
import type { AiSuggestionsState } from './types/ai-suggestions.js';
import type { AssetsState } from './types/assets.js';
import type { DesignState } from './types/design.js';
import type { LearningState } from './types/learning.js';
import type { MemoryState } from './types/memory.js';
import type { SchoolState } from './types/school.js';
import type { SystemState, UserState } from './types/system.js';
import type { UxState } from './types/ux.js';

export type { Json } from '../../model/types.js';
export type * from './types/ai-suggestions.js';
export type * from './types/assets.js';
export type * from './types/design.js';
export type * from './types/learning.js';
export type * from './types/memory.js';
export type * from './types/school.js';
export type * from './types/shared.js';
export type * from './types/system.js';
export type * from './types/ux.js';

/**
 * The whole state of the assistant.
 *
 * @example
 * const names = (state: AssistantState) => state.assets.assets.map((asset) => asset.name);
 */
export interface AssistantState {
  /** Overall status, and that of each component. Kept by the engine. */
  system: SystemState;
  /** Who uses the assistant. Kept by the engine. */
  user: UserState;
  /** What the assistant remembers. Owned by `MemoryStore`. */
  memory: MemoryState;
  /** What it has learned, and how well. Owned by `LearningSystem`. */
  learning: LearningState;
  /** The design system it works with. Owned by `DesignSystem`. */
  design: DesignState;
  /** What it has observed of use. Owned by `UXRepository`. */
  ux: UxState;
  /** Its lessons. Owned by `SchoolBench`. */
  school: SchoolState;
  /** The library of files. Owned by `AssetLibrary`. */
  assets: AssetsState;
  /** What it suggests. Owned by `AIDesignSuggestions`. */
  aiSuggestions: AiSuggestionsState;
}
