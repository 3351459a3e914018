/** Changes options at once; what the engine has against it comes back in words, with the name of the option. */
import { type StateSyncConfig, StateSyncError } from 'holdfast';
import { sync } from '../state.ts';

/** @returns what is wrong, if it was refused */
export function applyConfig(change: Partial<StateSyncConfig>): string | null {
  try {
    sync.updateSyncConfig(change);
    return null;
  } catch (error) {
    if (error instanceof StateSyncError && error.code === 'invalid_config') return error.message;
    throw error;
  }
}
