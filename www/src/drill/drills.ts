/**
 * Damage done on purpose. Each drill first sees to it that everything is somewhere else too. Then it does its damage, most of them
 * while the instance is closed: the page is loaded again after it, and shows what was found.
 */
import { counted } from '../lib/format.ts';
import { sync } from '../state.ts';
import { flipBit, type Key, keysOf, remove, removeAll } from './disk.ts';
import { restarted, saved, scrubbed } from './mended.ts';
import { backUp, backUpSomething, writeSomething } from './preparations.ts';
import { refuseWrites, trapEngine } from './stand-ins.ts';

/** Does the damage; says in words what it did. */
export type Damage = () => Promise<string>;

export interface Drill {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  /** If the page stays: waits until the engine has mended it, and says in words how everything came back. */
  readonly mended?: () => Promise<string>;
  readonly prepare: () => Promise<Damage>;
}

/** The key that begins with a letter: manifests and chunks lie in one store. */
function keyOf(keys: readonly Key[], kind: 'c' | 'm'): Key {
  const key = keys.find((key) => String(key).startsWith(kind));
  if (key === undefined) throw new Error('The backup has nothing of its own that could be damaged.');
  return key;
}

async function newestRecord(): Promise<Key> {
  const key = (await keysOf('journal')).at(-1);
  if (key === undefined) throw new Error('The journal is empty: everything is in backups.');
  return key;
}

async function damageChunk(): Promise<Damage> {
  await backUp();
  const chunk = keyOf(await backUpSomething(), 'c');
  return async () => {
    await flipBit('snapshots', chunk);
    return 'A bit was flipped in a chunk that only the newest backup has.';
  };
}

export const DRILLS: readonly Drill[] = [
  {
    name: 'journal',
    title: 'Damage a record of the journal',
    text: 'One bit, in a record that a backup covers.',
    prepare: async () => {
      await writeSomething();
      await backUp();
      const key = await newestRecord();
      return async () => {
        await flipBit('journal', key);
        return `A bit was flipped in record ${key} of the journal.`;
      };
    },
  },
  {
    name: 'newest-record',
    title: 'Damage the newest record',
    text: 'An update that nothing else has. It cannot come back: the drill’s own, and the page has to say so.',
    prepare: async () => {
      await backUp();
      await writeSomething();
      const key = await newestRecord();
      return async () => {
        await flipBit('journal', key);
        return `A bit was flipped in record ${key}, the newest of the journal, which no backup has.`;
      };
    },
  },
  {
    name: 'chunk',
    title: 'Damage the newest backup',
    text: 'One bit, in a chunk that the backup before it does not share.',
    prepare: damageChunk,
  },
  {
    name: 'manifest',
    title: 'Delete the newest manifest',
    text: 'The list of what the newest backup consists of.',
    prepare: async () => {
      await backUp();
      const manifest = keyOf(await backUpSomething(), 'm');
      return async () => {
        await remove('snapshots', manifest);
        return 'The manifest of the newest backup was deleted: its chunks are there, and nothing says so.';
      };
    },
  },
  {
    name: 'database',
    title: 'Delete the whole database',
    text: 'Journal and backups, as a browser does that needs the room. A file is kept elsewhere first.',
    prepare: async () => {
      const backups = (await sync.listBackups()).length;
      return async () => {
        await removeAll();
        return `The database was deleted, with the journal and ${counted(backups, 'backup')}.`;
      };
    },
  },
  {
    name: 'live',
    title: 'Damage it under this page',
    text: 'One bit in the newest backup, while the page goes on. The engine looks through what is stored before each backup by timer.',
    mended: scrubbed,
    prepare: damageChunk,
  },
  {
    name: 'trap',
    title: 'Trap the engine',
    text: 'Its clock throws in the middle of an update, as a panic in WebAssembly would. A new instance takes over.',
    mended: restarted,
    prepare: async () => {
      await writeSomething();
      return trapEngine;
    },
  },
  {
    name: 'quota',
    title: 'Fill the quota',
    text: 'The browser refuses every write, as it does when there is no room. The update waits until there is.',
    mended: saved,
    prepare: async () => refuseWrites,
  },
];
