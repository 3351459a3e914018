/**
 * Chromium's database after the browser has died in the middle of a write. LevelDB passes over half a record at the end of its log
 * and, as Chromium sets it up, writes on behind it: the start after that takes the log for damaged, and all databases of the origin
 * are thrown away (google/leveldb#1287).
 */
import { appendFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildPage, freshProfile, launch, type Profile, serve } from './harness.ts';
import type { Found } from './pages/recovery/main.ts';

const PATIENCE = { timeout: 20_000 };
/** LevelDB's record is a checksum, a length, a kind and the content: this is the first of one of 300 bytes. */
const HALF_A_RECORD = Buffer.from([1, 2, 3, 4, 44, 1, 1]);

let directory: string;
beforeAll(async () => {
  directory = await buildPage('recovery');
});

/** The logs of the origin's database, by name. */
function logs(profile: Profile): { name: string; file: string }[] {
  const databases = path.join(profile.directory, 'Default', 'IndexedDB');
  const origin = readdirSync(databases).find((name) => name.endsWith('.leveldb')) ?? 'none';
  const names = readdirSync(path.join(databases, origin)).filter((name) => name.endsWith('.log'));
  return names.sort().map((name) => ({ name, file: path.join(databases, origin, name) }));
}

/** Writes on from what is there, in a browser that is killed when `meanwhile` has been awaited. */
async function write(profile: Profile, origin: string, text: string, meanwhile?: () => Promise<void>): Promise<Found> {
  await using browser = await launch(profile);
  const page = await browser.open(origin);
  const found = await page.evaluate(() => window.recovery.open() as Promise<Found>);
  await page.evaluate((text) => window.recovery.note(text), text);
  await meanwhile?.();
  await browser.kill();
  return found;
}

/** Kills the browser so that it leaves a log with half a record at its end. */
async function tear(profile: Profile, origin: string): Promise<string> {
  await write(profile, origin, 'first');
  const log = logs(profile).at(-1);
  if (!log) throw new Error('there is no log');
  appendFileSync(log.file, HALF_A_RECORD);
  return log.name;
}

test('a browser that died in the middle of a write does not throw the database away', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  const torn = await tear(profile, server.origin);
  const isLeftBehind = (): boolean => logs(profile).every(({ name }) => name !== torn);
  const found = await write(profile, server.origin, 'second', () => expect.poll(isLeftBehind, PATIENCE).toBe(true));
  expect(found).toMatchObject({ notes: ['first'], lastError: undefined });
  expect(await write(profile, server.origin, 'third')).toMatchObject({ notes: ['second'], lastError: undefined });
});

test('a database that the browser has thrown away is told, also if nothing else is known of it', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await tear(profile, server.origin);
  // What another page of the origin may do, which does not know better.
  for (const { file } of logs(profile)) appendFileSync(file, Buffer.alloc(40_000, 7));
  rmSync(path.join(profile.directory, 'Default', 'Local Storage'), { recursive: true });
  expect(await write(profile, server.origin, 'anew')).toMatchObject({ notes: [], lastError: 'data_lost' });
  expect(await write(profile, server.origin, 'on')).toMatchObject({ notes: ['anew'], lastError: undefined });
});
