// @vitest-environment happy-dom
/** The History tab: what each update changed, undo and redo, and the two ways back to a version. */
import { expect, test } from 'vitest';
import { openLoose } from '../lib/open.js';
import { open, until } from './lib/panel.js';

async function three() {
  const sync = await openLoose({ n: 0, m: 0 });
  const panel = await open(sync, 'History');
  for (const n of [1, 2, 3]) sync.update({ n }, { source: 'test', label: `Set ${n}` });
  await until(() => expect(panel.rows).toHaveLength(3));
  return { sync, panel };
}

test('the updates stand newest first, with what each changed before and after', async () => {
  const { panel } = await three();
  expect(panel.rows.map((row) => row.slice(0, 13))).toEqual(['v3Set 3 (test', 'v2Set 2 (test', 'v1Set 1 (test']);
  await panel.choose('Set 2');
  expect(panel.one('[aria-label=Changes]').textContent).toBe('What it changed/n12');
  expect(panel.one('del').textContent).toBe('1');
  expect(panel.one('ins').textContent).toBe('2');
});

test('of an update from before the panel was opened the present values are shown', async () => {
  const sync = await openLoose({ n: 0, m: 0 });
  sync.update({ n: 1 });
  const panel = await open(sync, 'History');
  sync.update({ n: 2 });
  await panel.choose('v1');
  expect(panel.one('[aria-label=Changes]').textContent).toMatch(/with the present values.*\/n2$/);
});

test('a place of a change leads to the State tab', async () => {
  const { panel } = await three();
  await panel.choose('Set 2');
  await panel.press('Show /n in the State tab');
  expect(panel.one('.row[aria-selected=true]').textContent).toBe('n3');
});

test('undo and redo', async () => {
  const { sync, panel } = await three();
  await panel.press('Undo');
  expect(sync.get('/n')).toBe(2);
  await until(() => expect(panel.button('Redo').disabled).toBe(false));
  expect(panel.text).toContain('undone');
  await panel.press('Redo');
  expect(sync.get('/n')).toBe(3);
  expect(panel.said).toBe('Redo: done.');
});

test('going to a version says what it will do, and does it when it is confirmed', async () => {
  const { sync, panel } = await three();
  await panel.choose('Set 1');
  await panel.press('Go to version 1…');
  expect(sync.get('/n')).toBe(3);
  await panel.confirm('Go there', /version 1: what 2 newer versions did is discarded.*version 4.*kept as a backup/s);
  await until(() => expect(sync.get('/n')).toBe(1));
  expect(await sync.listBackups()).toMatchObject([{ kind: 'pre-recovery', version: 3 }]);
  await until(() => expect(panel.said).toMatch(/^The state is that of version 1 again/));
});

test('what is cancelled is not done', async () => {
  const { sync, panel } = await three();
  await panel.choose('Set 1');
  panel.button('Go to version 1…').focus();
  await panel.press('Go to version 1…');
  expect(panel.root.activeElement?.textContent).toBe('Cancel');
  await panel.confirm('Cancel', /discarded/);
  expect(panel.root.activeElement).toBe(panel.button('Go to version 1…'));
  expect(panel.all('dialog')).toEqual([]);
  expect(sync.status.version).toBe(3);
});

test('undoing back to a version takes back one after the other', async () => {
  const { sync, panel } = await three();
  sync.update({ m: 5 }, { label: 'Other' });
  await until(() => expect(panel.rows).toHaveLength(4));
  await panel.choose('Set 1');
  await panel.press('Undo back to it…');
  await panel.confirm('Undo', /3 updates of this tab are taken back, newest first/);
  await until(() => expect(panel.said).toBe('3 updates undone.'));
  expect(sync.getState()).toEqual({ n: 1, m: 0 });
  expect(sync.redo()).toBe(true);
});
