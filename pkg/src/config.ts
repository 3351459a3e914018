/** The options of an instance that nobody has set, and what they may be. */
import { isObject } from './model/check.js';
import type { StateSyncConfig } from './types.js';

/** The defaults, for the time before the engine can say them; a test holds both against each other, and all of this file. */
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

/** The most bytes that the engine can address, and the longest that a timer can wait. */
const BYTES = 2 ** 32 - 1;
const WAIT = 2 ** 31 - 1;

/** From where to where the numbers go that count something, which are whole ones; the others are milliseconds. */
const COUNTS: Readonly<Record<string, readonly [number, number]>> = {
  ...{ maxStateSize: [1, BYTES], warnStateSize: [0, BYTES], queueLimit: [1, 1e7], maxIssues: [1, 1e6] },
  ...{ historyLimit: [0, 1e6], eventHistoryLimit: [0, 1e6], automatic: [0, 1000], manual: [0, 1000] },
};

/** Whether an option, or a part of one, may have a value. @param usual that of the default */
export function fits(name: string, value: unknown, usual: unknown): boolean {
  if (typeof value === 'number' && typeof usual === 'number') {
    const [from, to] = COUNTS[name] ?? [name === 'syncTimeout' ? 1 : 0, WAIT];
    return value >= from && value <= to && (Number.isInteger(value) || !COUNTS[name]);
  }
  if (isObject(value) && isObject(usual))
    return Object.keys({ ...value, ...usual }).every((part) => fits(part, value[part], usual[part]));
  return usual === DEFAULTS.durability
    ? ['memory', 'relaxed', 'strict'].includes(value as string)
    : typeof value === 'boolean' && typeof usual === 'boolean';
}
