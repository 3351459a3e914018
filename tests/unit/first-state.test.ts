/** What readers see before and after loading, and what a new database begins with. */
import { createStateSync, defineModel } from 'holdfast';
import { assistantModel } from 'holdfast/models/assistant';
import { expect, onTestFinished, test } from 'vitest';

test('the assistant is initializing until its state is loaded, then ready', async () => {
  const sync = createStateSync({ name: 'first-state-assistant', model: assistantModel, storage: 'memory' });
  onTestFinished(() => sync.close());
  expect(sync.getState().system.status).toBe('initializing');
  await sync.ready;
  expect(sync.getState().system.status).toBe('ready');
  expect(sync.status.version).toBe(0);
});

test('a first state that is not valid is told with its place', async () => {
  const model = defineModel<{ n: number | string }>({
    name: 'first',
    version: 1,
    schema: { type: 'object', properties: { n: { type: 'number' } } },
    initial: () => ({ n: 1 }),
    created: () => ({ n: 'one' }),
  });
  const sync = createStateSync({ name: 'first-state-invalid', model, storage: 'memory' });
  onTestFinished(() => sync.close());
  await expect(sync.ready).rejects.toMatchObject({ code: 'invalid_model', message: expect.stringContaining('/n') });
  expect(sync.status.phase).toBe('error');
});
