/**
 * What has to be there before something is damaged: a backup, so that nothing of the user's is at risk, and something of the
 * drill's own that the damage is about.
 */
import { makeNode } from '../nodes/make-node.ts';
import { sync } from '../state.ts';
import { type Key, keysOf } from './disk.ts';

const ID = 'recovery-drill';
const SOURCE = 'drill';

/** Changes a memory of the drill's own, as one update, and waits until it is saved. */
export async function writeSomething(): Promise<void> {
  const text = `Written by a recovery drill at ${new Date().toLocaleTimeString('en-GB')}`;
  const draft = { type: 'knowledge', source: SOURCE, text, confidence: 0.5, importance: 0.5, tags: [SOURCE] } as const;
  const node = { ...makeNode(draft), id: ID };
  await sync.update(
    ({ memory }) => {
      memory.nodes.set(ID, node);
      memory.longTerm = memory.longTerm.filter(({ id }) => id !== ID);
      memory.shortTerm = [...memory.shortTerm.filter(({ id }) => id !== ID), node];
    },
    { source: SOURCE, label: 'Write something for a drill', durability: 'strict' },
  ).durable;
}

export const backUp = (): Promise<unknown> => sync.createStateBackup('Before a drill');

/** Makes a second backup that differs from the one before it. @returns the keys of what was stored for it */
export async function backUpSomething(): Promise<Key[]> {
  const there = await keysOf('snapshots');
  await writeSomething();
  await sync.createStateBackup('Damaged by a drill');
  return (await keysOf('snapshots')).filter((key) => !there.includes(key));
}
