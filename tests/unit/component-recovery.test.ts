/** A component that fails for good gets its slice back: its errors, its restarts and the recovery as one story. */
import { createStateSync, defineModel, type SyncEvent } from 'holdfast';
import { expect, onTestFinished, test, vi } from 'vitest';

test('a component whose restarts do not help gets its slice recovered, and is restarted once more', async () => {
  const model = defineModel({
    name: 'notes',
    version: 1,
    schema: { type: 'object', properties: { notes: { type: 'array', items: { type: 'string' } } } },
    initial: () => ({ notes: ['first'] }),
    components: { Notes: { slice: '/notes' } },
  });
  const sync = createStateSync({ name: 'component-recovery', model, storage: 'memory' });
  onTestFinished(() => sync.close());
  await sync.ready;
  const recovered: SyncEvent<'state_recovered'>[] = [];
  sync.on('state_recovered', (event) => recovered.push(event));
  const restart = vi.fn(async () => {
    if (recovered.length === 0) throw new Error('the slice does not load');
  });
  const notes = sync.registerComponent('Notes', { restart });
  notes.reportError(new Error('broken'));
  await vi.waitFor(() => expect(recovered).toHaveLength(1), { timeout: 30_000 });
  await vi.waitFor(() => expect(notes.status).not.toBe('error'), { timeout: 5_000 });
  expect(recovered[0]?.data).toMatchObject({ success: true, dataLoss: false, recoveredComponents: 1 });
  expect(sync.getState()).toEqual({ notes: ['first'] });
  expect((await sync.listBackups()).map(({ kind }) => kind)).toContain('pre-recovery');
}, 40_000);
