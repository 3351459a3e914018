// @vitest-environment happy-dom
/** The Backups tab: making one, bringing one back, and the state as a file. */
import { act } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openLoose } from '../lib/open.js';
import { open, type Panel, until } from './lib/panel.js';

const schema = { type: 'object', properties: { n: { type: 'number' } } };

const cells = (panel: Panel) => panel.all('tbody td').map(({ textContent }) => textContent);

async function withBackup() {
  const sync = await openLoose({ n: 1 }, { schema });
  const panel = await open(sync, 'Backups');
  await panel.write(panel.named('input', 'Label of the new backup'), 'by hand');
  await panel.press('Create backup');
  await until(() => expect(cells(panel).slice(1, 4)).toEqual(['manual', 'by hand', '0']));
  return { sync, panel };
}

/** Chooses a file, as the browser's dialog would. */
async function chooseFile(panel: Panel, text: string): Promise<void> {
  const field = panel.named('input', 'File to import');
  Object.defineProperty(field, 'files', { value: [new File([text], 'state.json')], configurable: true });
  await act(async () => void field.dispatchEvent(new Event('change', { bubbles: true })));
  await until(() => panel.one('dialog'));
}

test('a backup is made with a label, and the list says what it weighs', async () => {
  const { panel } = await withBackup();
  expect(cells(panel)[4]).toMatch(/\d+ B/);
  expect(cells(panel)[5]).toMatch(/\d+ B/);
  expect(cells(panel)[6]).toBe('yes');
  expect(panel.said).toMatch(/^There is a new backup: \d+ B were written\.$/);
});

test('a backup is restored when that was confirmed', async () => {
  const { sync, panel } = await withBackup();
  sync.update({ n: 2 });
  await panel.press(panel.all('tbody button')[0]?.textContent ?? '');
  expect(sync.get('/n')).toBe(2);
  await panel.confirm('Restore', /at version 0.*by hand.*1 newer version did is discarded.*kept as a backup first/s);
  await until(() => expect(sync.get('/n')).toBe(1));
  await until(() => expect(panel.said).toBe('The state is that of version 0 again, as version 2.'));
  await until(() => expect(panel.all('tbody tr')).toHaveLength(2));
});

test('the state is exported as a file that can be imported', async () => {
  const { sync, panel } = await withBackup();
  const files: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    files.push(blob as Blob);
    return 'blob:here';
  });
  onTestFinished(() => void vi.restoreAllMocks());
  await panel.press('Export');
  await until(() => expect(panel.said).toMatch(/^The state was exported: \d+ B\.$/));
  sync.update({ n: 2 });
  expect(await sync.importState(files[0] as Blob)).toMatchObject({ accepted: true });
  expect(sync.get('/n')).toBe(1);
});

test('a file is imported when that was confirmed, and one that is refused says why', async () => {
  const { sync, panel } = await withBackup();
  await chooseFile(panel, '{"n":7}');
  await panel.confirm('Import', /takes the place of the whole state/);
  await until(() => expect(sync.get('/n')).toBe(7));
  await chooseFile(panel, '{"n":"seven"}');
  await panel.confirm('Import', /state\.json/);
  await until(() => expect(panel.text).toContain('state.json was refused'));
  expect(panel.one('.issue').textContent).toContain('/n');
  await chooseFile(panel, 'no state');
  await panel.confirm('Import', /state\.json/);
  await until(() => expect(panel.one('[role=alert]').textContent).toContain('nor JSON'));
  expect(sync.get('/n')).toBe(7);
});
