/** All options, grouped by what they are about. The type of the list sees to it that none is left out. */
import type { StateSyncConfig } from '../../types.js';

/** One option; `unit` is that of its number. */
export interface Option {
  readonly name: keyof StateSyncConfig;
  readonly help: string;
  readonly unit?: string;
}

/** Options that belong together. */
export interface OptionGroup {
  readonly title: string;
  readonly options: readonly Option[];
}

type Help = Record<keyof StateSyncConfig, readonly [group: string, help: string, unit?: string]>;

const HELP: Help = {
  consistencyCheckInterval: ['In the background', 'Between checks of the rules; 0 for none', 'ms'],
  validationInterval: ['In the background', 'Between validations of the whole state; 0 for none', 'ms'],
  optimizationInterval: ['In the background', 'Between runs of the retention rules; 0 for none', 'ms'],
  backupInterval: ['In the background', 'Between backups; 0 for none', 'ms'],
  optimizationEnabled: ['In the background', 'Retention rules run by timer'],
  recoveryEnabled: ['In the background', 'What is damaged is recovered by itself'],
  validationEnabled: ['Updates', 'Updates are checked against the schema'],
  enableRealTimeUpdates: ['Updates', 'Readers hear of updates at once, not at flush'],
  durability: ['Durability', 'What an update survives once it counts as saved'],
  requireDurable: ['Durability', 'Fail rather than keep the state in memory only'],
  syncTimeout: ['Durability', 'How long an update waits to be saved', 'ms'],
  persistConfig: ['Durability', 'Options that are changed are kept for the next start'],
  backupRetention: ['Durability', 'Backups that are kept, of each kind'],
  maxStateSize: ['Limits', 'An update that would pass it is refused', 'bytes'],
  warnStateSize: ['Limits', 'A larger state is reported', 'bytes'],
  historyLimit: ['Limits', 'Updates that can be undone'],
  eventHistoryLimit: ['Limits', 'Events that are remembered'],
  maxIssues: ['Limits', 'Issues that are listed; all are counted'],
  queueLimit: ['Limits', 'Updates that may wait'],
};

const options = Object.entries(HELP).map(([name, [group, help, unit]]) => ({
  group,
  option: { name: name as keyof StateSyncConfig, help, ...(unit !== undefined && { unit }) },
}));

export const OPTION_GROUPS: readonly OptionGroup[] = [...new Set(options.map(({ group }) => group))].map((title) => ({
  title,
  options: options.filter(({ group }) => group === title).map(({ option }) => option),
}));
