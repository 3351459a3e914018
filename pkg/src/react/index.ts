/** React hooks. No provider: a hook is given the instance. */
export { useSyncState } from './use-sync-state.js';
export { useSyncStatus } from './use-sync-status.js';
