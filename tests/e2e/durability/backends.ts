/** The two implementations of IndexedDB that Chromium has, and how to see on disk which of them was at work. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Profile } from '../harness.ts';

export const backends = [
  { backend: 'LevelDB', switches: [] },
  { backend: 'SQLite', switches: ['--enable-features=IdbSqliteOnDiskRollout,IdbSqliteBackingStore'] },
];

/** A Chromium that no longer knows the switch would otherwise test the same implementation twice. */
export function backendOf(profile: Profile): string {
  const origins = readdirSync(path.join(profile.directory, 'Default', 'IndexedDB'));
  return origins.some((name) => name.endsWith('.leveldb')) ? 'LevelDB' : 'SQLite';
}
