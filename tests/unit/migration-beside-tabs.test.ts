/** New code migrates what is stored while a tab with old code goes on. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { embeddedModule } from '../../pkg/src/inline/embedded.js';
import { createWith } from '../../pkg/src/instances.js';
import { defineModel } from '../../pkg/src/model.js';

const old = defineModel<{ count: number }>({
  ...{ name: 'counter', version: 1, schema: true },
  initial: () => ({ count: 1 }),
});

test('what the old tab writes during the migration is migrated too', async () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const begun = vi.fn();
  const later = defineModel<{ total: number }>({
    ...{ name: 'counter', version: 2, schema: { type: 'object', required: ['total'], maxProperties: 1 } },
    initial: () => ({ total: 0 }),
    migrations: {
      2: async ({ count }: { count: number }) => {
        begun();
        await opened;
        return { total: count };
      },
    },
  });
  const medium = new Map();
  /** Another tab: it knows nothing of the instances of this one. */
  const tab = <S>(model: ReturnType<typeof defineModel<S>>) => {
    Reflect.deleteProperty(globalThis, Symbol.for('holdfast.instances'));
    const sync = createWith({ ...options, model }, embeddedModule, medium);
    onTestFinished(() => sync.close());
    return sync;
  };
  const options = { name: 'counter', storage: 'memory', config: { backupInterval: 0 } } as const;
  const first = tab(old);
  await first.ready;
  await first.update({ count: 2 }).durable;
  const second = tab(later);
  await vi.waitFor(() => expect(begun).toHaveBeenCalledOnce());
  expect(await first.update({ count: 3 }).durable).toBe(true);
  open();
  await second.ready;
  expect(second.getState()).toEqual({ total: 3 });
  expect(begun).toHaveBeenCalledTimes(2);
  expect(second.status.lastError).toBeNull();
  expect(await second.update({ total: 4 }).durable).toBe(true);
});
