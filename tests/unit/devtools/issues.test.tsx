// @vitest-environment happy-dom
/** The Issues tab: checks on demand, filtered by severity, and the way to the value. */
import { createStateSync, defineModel } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';
import { open, until } from './lib/panel.js';

const model = defineModel<{ ids: string[]; things: Record<string, number> }>({
  name: 'issues',
  version: 1,
  schema: true,
  initial: () => ({ ids: ['a', 'b'], things: { a: 1, c: 2 } }),
  integrity: [
    { rule: 'reference', from: '/ids/*', to: '/things' },
    { rule: 'held', at: '/things/*', by: '/ids/*', severity: 'warning' },
  ],
});

async function checked() {
  const sync = createStateSync({ name: 'issues', model, storage: 'memory' });
  onTestFinished(() => sync.close());
  await sync.ready;
  const panel = await open(sync, 'Issues');
  await panel.press('Check consistency');
  await until(() => expect(panel.text).toContain('Consistency check: not valid, 2 issues'));
  return { sync, panel };
}

test('a check lists what it found, with its severity', async () => {
  const { panel } = await checked();
  expect(panel.all('.issue').map((issue) => issue.dataset.severity)).toEqual(['inconsistency', 'warning']);
  await panel.write(panel.one('select'), 'warning');
  expect(panel.all('.issue')).toHaveLength(1);
  expect(panel.text).toContain('1 of 2 are listed');
});

test('an issue leads to its value in the tree, whatever was open there', async () => {
  const { panel } = await checked();
  await panel.press('Show /ids/1 in the State tab');
  expect(panel.one('[role=tab][aria-selected=true]').textContent).toBe('State');
  expect(panel.one('.row[aria-selected=true]').textContent).toBe('1"b"');
  await panel.tab('Issues');
  await panel.press('Check consistency');
  await until(() => panel.button('Show /ids/1 in the State tab'));
  await panel.press('Show /ids/1 in the State tab');
  expect(panel.one('.row[aria-selected=true]').textContent).toBe('1"b"');
});

test('validation, what was refused last, and orphans', async () => {
  const { sync, panel } = await checked();
  await panel.press('Validate');
  await until(() => expect(panel.text).toContain('Validation: valid'));
  expect(panel.one('[aria-label=Orphans]').textContent).toBe('1 orphan/things/c');
  sync.update({ ids: [() => {}] as never }, { source: 'clumsy' });
  await until(() => expect(panel.one('[aria-label="Refused last"]').textContent).toContain('An update of clumsy'));
  sync.update({ things: { a: 3 } });
  await until(() => expect(panel.text).toContain('The state has changed since.'));
});
