import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';
import type { StateSync } from '../sync.js';
import type { BackupInfo, StateRecoveryResult } from '../types.js';

const NONE: readonly never[] = Object.freeze([]);

/** The backups that there are, and what can be done with them. */
export interface Backups {
  /** Newest first; the same array until they were looked for again. */
  readonly backups: readonly BackupInfo[];
  /** As `StateSync.createStateBackup`. */
  readonly create: (label?: string) => Promise<BackupInfo>;
  /** Brings back the backup of this id, as `StateSync.recoverState` does. */
  readonly restore: (id: string) => Promise<StateRecoveryResult>;
  /** Whether one of the two is under way that was asked for here. */
  readonly pending: boolean;
}

/**
 * The backups, whoever makes them: this component, a timer, a recovery. Empty before `ready` and on a server.
 *
 * @example
 * const { backups, create, pending } = useBackups(sync);
 * return <button disabled={pending} onClick={() => create('by hand')}>{backups.length} backups</button>;
 */
export function useBackups<S>(sync: StateSync<S>): Backups {
  const [running, setRunning] = useState(0);
  const subscribe = useCallback(
    (notify: () => void) => (sync.status.phase === 'closed' ? () => {} : sync.subscribeStatus(notify)),
    [sync],
  );
  const backups = useSyncExternalStore(
    subscribe,
    () => sync.readBackups(),
    () => NONE,
  );
  const actions = useMemo(() => {
    const during = <T>(work: Promise<T>): Promise<T> => {
      setRunning((count) => count + 1);
      return work.finally(() => setRunning((count) => count - 1));
    };
    return {
      create: (label?: string) => during(sync.createStateBackup(label)),
      restore: (backup: string) => during(sync.recoverState({ backup })),
    };
  }, [sync]);
  return { backups, ...actions, pending: running > 0 };
}
