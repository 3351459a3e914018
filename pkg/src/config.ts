/** The options of an instance that nobody has set. */
import type { StateSyncConfig } from './types.js';

/** The defaults, for the time before the engine can say them; a test holds both against each other. */
export const DEFAULTS: StateSyncConfig = {
  enableRealTimeUpdates: true,
  consistencyCheckInterval: 5000,
  recoveryEnabled: true,
  validationEnabled: true,
  optimizationEnabled: true,
  maxStateSize: 52_428_800,
  syncTimeout: 30_000,
  optimizationInterval: 30_000,
  backupInterval: 60_000,
  backupRetention: { automatic: 5, manual: 20 },
  validationInterval: 10_000,
  durability: 'strict',
  requireDurable: false,
  historyLimit: 100,
  eventHistoryLimit: 1000,
  maxIssues: 100,
  warnStateSize: 102_400,
  queueLimit: 100_000,
  persistConfig: false,
};
