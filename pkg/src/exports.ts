/** What `holdfast` and `holdfast/inline` have in common: everything but where the engine comes from. */
export type { ComponentHandle, ComponentHooks } from './components/types.js';
export type { WasmSource } from './engine/wasm.js';
export { StateSyncError, type StateSyncErrorCode, type StateSyncErrorOptions } from './errors.js';
export type { EventData, EventFilter, EventType, Priority, SyncEvent } from './events/types.js';
export * from './model.js';
export { plain } from './plain.js';
export type { StorageKind } from './storage-health.js';
export type { SubscribeOptions } from './subscriptions.js';
export { StateSync, type StateSyncOptions } from './sync.js';
export type * from './types.js';
