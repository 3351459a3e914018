/** The slices `system` and `user`, which the engine keeps. */
import type { Json } from '../../../model/types.js';
import type { Timestamp } from './shared.js';

/** What the assistant as a whole is doing. */
export type SystemStatus =
  | 'initializing'
  | 'ready'
  | 'error'
  | 'maintenance'
  | 'inactive'
  | 'idle'
  | 'learning'
  | 'processing';

/** Overall status, and that of each component. */
export interface SystemState {
  status: SystemStatus;
  version: string;
  lastUpdated: Timestamp;
  components: Record<AssistantComponent, ComponentStatus>;
}

/** The components that own a slice. */
export type AssistantComponent =
  | 'MemoryStore'
  | 'LearningSystem'
  | 'DesignSystem'
  | 'UXRepository'
  | 'SchoolBench'
  | 'AssetLibrary'
  | 'AIDesignSuggestions';

/** What is recorded of a component. */
export interface ComponentStatus {
  /** `active` exactly while the component is initialised. */
  status: 'active' | 'inactive' | 'error' | 'initializing';
  lastActivity: Timestamp;
}

/** Who uses the assistant, and since when. */
export interface UserState {
  id: string;
  preferences: Record<string, Json>;
  session: { startTime: Timestamp; lastActivity: Timestamp };
}
