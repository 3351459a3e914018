// @vitest-environment happy-dom
/** The Events tab: what happens as it happens, filtered, paused, and with what each event carries. */
import { expect, test } from 'vitest';
import { openLoose } from '../lib/open.js';
import { open, until } from './lib/panel.js';

const schema = { type: 'object', properties: { n: { type: 'number', maximum: 5 } } };

async function some() {
  const sync = await openLoose({ n: 0 }, { schema });
  const panel = await open(sync, 'Events');
  sync.update({ n: 1 }, { source: 'first' });
  sync.update({ n: 9 }, { source: 'second' });
  await until(() => expect(panel.rows).toHaveLength(2));
  return { sync, panel };
}

test('events come in live, newest first', async () => {
  const { sync, panel } = await some();
  expect(panel.rows[0]).toMatch(/^state_update_rejectedsecond/);
  sync.update({ n: 2 }, { source: 'third' });
  await until(() => expect(panel.rows[0]).toMatch(/^state_updatedthird/));
});

test('they are filtered by type, priority and text', async () => {
  const { panel } = await some();
  const [type, priority] = panel.all('select');
  await panel.write(type as HTMLElement, 'state_updated');
  expect(panel.rows).toHaveLength(1);
  await panel.write(type as HTMLElement, '*');
  await panel.write(priority as HTMLElement, 'medium');
  expect(panel.rows).toEqual([expect.stringContaining('state_update_rejected')]);
  await panel.write(priority as HTMLElement, 'low');
  await panel.write(panel.named('input', 'Filter events by text'), 'FIRST');
  expect(panel.rows).toEqual([expect.stringContaining('first')]);
});

test('while it is paused nothing comes in, and then all of it', async () => {
  const { sync, panel } = await some();
  await panel.press('Pause');
  sync.update({ n: 3 });
  sync.update({ n: 4 });
  await until(() => expect(panel.text).toContain('paused: 2 more since'));
  expect(panel.rows).toHaveLength(2);
  await panel.press('Pause');
  expect(panel.rows).toHaveLength(4);
});

test('what was cleared is not listed any more', async () => {
  const { sync, panel } = await some();
  await panel.press('Clear');
  expect(panel.rows).toEqual([]);
  sync.update({ n: 3 });
  await until(() => expect(panel.rows).toHaveLength(1));
});

test('the chosen event shows its data, its places, and stays chosen when others come', async () => {
  const { sync, panel } = await some();
  await panel.choose('state_update_rejected');
  sync.update({ n: 3 });
  await until(() => expect(panel.rows).toHaveLength(3));
  expect(panel.one('.row[aria-selected=true]').textContent).toContain('state_update_rejected');
  expect(panel.one('pre').textContent).toContain('"code": "schema/maximum"');
  await panel.press('Show /n in the State tab');
  expect(panel.one('.row[aria-selected=true]').textContent).toBe('n3');
});
