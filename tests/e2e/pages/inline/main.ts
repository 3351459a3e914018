/** An application in one file. */
import { createStateSync, defineModel } from 'holdfast/inline';

declare global {
  interface Window {
    /** Counts one up; what it is then, where that is kept, and whether it is on disk. */
    count(): Promise<{ n: number; durability: string; durable: boolean }>;
  }
}

const model = defineModel({ name: 'one-file', version: 1, schema: true, initial: () => ({ n: 0 }) });

window.count = async () => {
  const sync = createStateSync({ name: 'one-file', model });
  await sync.ready;
  const { durable } = sync.update({ n: sync.getState().n + 1 });
  return { durable: await durable, n: sync.getState().n, durability: sync.status.durability };
};
