/** Who owns which slice, and where the status of each component is kept. `system` and `user` are the engine's. */
import type { ModelComponent } from '../../model/types.js';
import type { AssistantComponent } from './types.js';

const slices: Readonly<Record<AssistantComponent, string>> = {
  MemoryStore: '/memory',
  LearningSystem: '/learning',
  DesignSystem: '/design',
  UXRepository: '/ux',
  SchoolBench: '/school',
  AssetLibrary: '/assets',
  AIDesignSuggestions: '/aiSuggestions',
};

/** The components of the assistant, by name. */
export const assistantComponents = Object.fromEntries(
  Object.entries(slices).map(([name, slice]) => [name, { slice, status: `/system/components/${name}` }]),
) as Readonly<Record<AssistantComponent, Required<ModelComponent>>>;
