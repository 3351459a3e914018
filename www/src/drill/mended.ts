/** Drills under which the page goes on: what it waits for until everything is well again. */
import type { EventType } from 'holdfast';
import { sync } from '../state.ts';
import { allow } from './stand-ins.ts';

/** Short enough to watch; what was set before comes back. */
const INTERVAL_MS = 400;
const PATIENCE_MS = 20_000;

/** The search for rot, which goes before each backup by timer. */
export async function scrubbed(): Promise<string> {
  const { backupInterval } = sync.getConfig();
  sync.updateSyncConfig({ backupInterval: INTERVAL_MS });
  const late = 'Nobody has found the damage: perhaps another tab is the one that looks for it.';
  try {
    await next('storage_error', late);
    await next('state_backup_created', late);
  } finally {
    sync.updateSyncConfig({ backupInterval });
  }
  return 'Everything: a new backup was written from memory.';
}

export async function restarted(): Promise<string> {
  if (sync.status.phase === 'recovering') await next('engine_restarted', 'The engine has not come back.');
  return 'Everything: a new instance of the engine read what is stored. The update it failed at was refused.';
}

export async function saved(): Promise<string> {
  try {
    await next('storage_error', 'Nobody has noticed that there was no room.');
  } finally {
    allow();
  }
  await sync.flush();
  return 'Everything: the update was visible all the time, and was saved as soon as there was room.';
}

/** The next event of a type. @throws Error if none comes */
function next(type: EventType, otherwise: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      stop();
      clearTimeout(timer);
      settle();
    };
    const stop = sync.on(type, () => end(resolve));
    const timer = setTimeout(() => end(() => reject(new Error(otherwise))), PATIENCE_MS);
  });
}
