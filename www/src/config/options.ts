/** All options, grouped by what they are about. */
import type { StateSyncConfig } from 'holdfast';
import type { FlagOption, NumberOption, OptionGroup } from './option-types.ts';

type NumberName = {
  [K in keyof StateSyncConfig]: StateSyncConfig[K] extends number ? K : never;
}[keyof StateSyncConfig];
type Words = Pick<NumberOption, 'label' | 'help' | 'unit' | 'zero'>;

const flag = (name: FlagOption['name'], label: string, help: string): FlagOption => ({
  kind: 'flag',
  id: name,
  name,
  label,
  help,
});

const number = (name: NumberName, words: Words): NumberOption => ({
  kind: 'number',
  id: name,
  ...words,
  read: (config) => config[name],
  change: (value) => ({ [name]: value }),
});

const interval = (name: NumberName, label: string, help: string): NumberOption =>
  number(name, { label, help, unit: 'ms', zero: 'off' });

const backups = (kind: 'automatic' | 'manual', help: string): NumberOption => ({
  kind: 'number',
  id: `backupRetention.${kind}`,
  label: `Backups kept, ${kind}`,
  help,
  unit: null,
  read: ({ backupRetention }) => backupRetention[kind],
  change: (value, { backupRetention }) => ({ backupRetention: { ...backupRetention, [kind]: value } }),
});

export const OPTION_GROUPS: readonly OptionGroup[] = [
  {
    title: 'In the background',
    options: [
      interval('consistencyCheckInterval', 'Consistency check', 'Time between checks of the rules'),
      interval('validationInterval', 'Validation', 'Time between validations of the whole state'),
      interval('optimizationInterval', 'Optimisation', 'Time between runs of the retention rules'),
      interval('backupInterval', 'Backup', 'Time between automatic backups'),
      flag('optimizationEnabled', 'Optimise by itself', 'Retention rules run by timer'),
      flag('recoveryEnabled', 'Recover by itself', 'Slices of components that stay down are recovered'),
    ],
  },
  {
    title: 'Updates',
    options: [
      flag('validationEnabled', 'Validate updates', 'What does not fit the schema is refused'),
      flag('enableRealTimeUpdates', 'Notify at once', 'Otherwise readers hear of updates when the state is flushed'),
    ],
  },
  {
    title: 'Durability',
    options: [
      {
        kind: 'durability',
        id: 'durability',
        label: 'An update is saved',
        help: 'What it survives when it counts as saved',
      },
      flag('requireDurable', 'Require a disk', 'Fail rather than keep the state in memory only'),
      number('syncTimeout', { label: 'Time-out', help: 'How long an update waits to be saved', unit: 'ms' }),
      flag('persistConfig', 'Keep these options', 'What is changed here is there at the next visit'),
    ],
  },
  {
    title: 'Limits',
    options: [
      number('maxStateSize', {
        label: 'Largest state',
        help: 'An update that would pass it is refused',
        unit: 'bytes',
      }),
      number('warnStateSize', { label: 'Large state', help: 'Over this a validation warns', unit: 'bytes' }),
      number('historyLimit', { label: 'History', help: 'Updates that can be undone', unit: null }),
      number('eventHistoryLimit', { label: 'Events', help: 'Events that are remembered', unit: null }),
      number('maxIssues', { label: 'Problems listed', help: 'All are counted', unit: null }),
      number('queueLimit', { label: 'Queue', help: 'Updates that may wait for the disk', unit: null }),
      backups('automatic', 'Of those made by timer'),
      backups('manual', 'Of those asked for'),
    ],
  },
];
