/**
 * React hooks. No provider: a hook is given the instance.
 *
 * @module holdfast/react
 */
export { type Backups, useBackups } from './use-backups.js';
export { useComponent } from './use-component.js';
export { type History, useHistory } from './use-history.js';
export { useSuspenseSync } from './use-suspense-sync.js';
export { useSyncEvents } from './use-sync-events.js';
export { useSyncState } from './use-sync-state.js';
export { useSyncStats } from './use-sync-stats.js';
export { useSyncStatus } from './use-sync-status.js';
