// @vitest-environment happy-dom
/** The Components tab: who is there, what each says of itself, its last error, and its slice. */
import { createStateSync, defineModel } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { openLoose } from '../lib/open.js';
import { open, until } from './lib/panel.js';

interface State {
  memory: { n: number };
  status: { memory: { status: string } };
}

const model = defineModel<State>({
  name: 'components',
  version: 1,
  schema: true,
  initial: () => ({ memory: { n: 0 }, status: { memory: { status: 'inactive' } } }),
  components: { Memory: { slice: '/memory', status: '/status/memory' } },
});

async function components() {
  const sync = createStateSync({ name: 'components', model, storage: 'memory' });
  onTestFinished(() => sync.close());
  await sync.ready;
  const panel = await open(sync, 'Components');
  const card = (name: string) => panel.all('.card').find((one) => one.textContent?.startsWith(name))?.textContent;
  return { sync, panel, card };
}

test('those of the model and those that are registered, each with its status', async () => {
  const { sync, card } = await components();
  expect(card('Memory')).toContain('not registered');
  const memory = sync.registerComponent('Memory', { restart: async () => {} });
  sync.registerComponent('View', { dependsOn: ['Memory'] }).setStatus('active');
  memory.setStatus('busy');
  await until(() => expect(card('View')).toContain('Depends on Memory'));
  expect(card('View')).toContain('active');
  expect(card('Memory')).toMatch(
    /busy.*Owns \/memory.*Recorded at \/status\/memory as busy.*Is restarted after an error/,
  );
});

test('the last error stands with the component', async () => {
  const { sync, card } = await components();
  sync.registerComponent('Memory').reportError(new Error('the socket is gone'), { fatal: true });
  await until(() => expect(card('Memory')).toContain('the socket is gone (fatal)'));
  expect(card('Memory')).toContain('error');
});

test('a slice is recovered when it was confirmed', async () => {
  const { sync, panel } = await components();
  await sync.createStateBackup();
  await panel.press('Recover /memory of Memory…');
  await panel.confirm('Recover', /All of \/memory becomes/);
  await until(() => expect(panel.said).toBe('/memory was recovered.'));
  expect(sync.eventHistory({ type: 'state_recovered' })).toHaveLength(1);
});

test('of a slice that lies deeper the member of the state is recovered that it lies in, and that is said', async () => {
  interface Deep {
    parts: { view: { n: number }; other: number };
  }
  const deep = defineModel<Deep>({
    ...{ name: 'deep', version: 1, schema: true, initial: () => ({ parts: { view: { n: 0 }, other: 0 } }) },
    components: { View: { slice: '/parts/view' } },
  });
  const sync = createStateSync({ name: 'deep', model: deep, storage: 'memory' });
  onTestFinished(() => sync.close());
  await sync.ready;
  await sync.createStateBackup();
  const panel = await open(sync, 'Components');
  await panel.press('Recover /parts of View…');
  await panel.confirm('Recover', /All of \/parts becomes/);
  await until(() => expect(panel.said).toBe('/parts was recovered.'));
  expect(sync.eventHistory({ type: 'state_recovered' })).toMatchObject([{ data: { success: true } }]);
});

test('without components it says so', async () => {
  expect((await open(await openLoose({ n: 0 }), 'Components')).text).toContain('There are no components');
});
