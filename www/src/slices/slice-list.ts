/** The nine slices of the assistant's state, in its order. A type check keeps the list complete. */
import type { AssistantState } from 'holdfast/models/assistant';

export type SliceName = keyof AssistantState;

const owners: Record<SliceName, string> = {
  system: 'engine',
  user: 'engine',
  memory: 'MemoryStore',
  learning: 'LearningSystem',
  design: 'DesignSystem',
  ux: 'UXRepository',
  school: 'SchoolBench',
  assets: 'AssetLibrary',
  aiSuggestions: 'AIDesignSuggestions',
};

export const SLICES = Object.keys(owners) as SliceName[];

/** The component that a slice belongs to. */
export const ownerOf = (slice: SliceName): string => owners[slice];
