// @vitest-environment happy-dom
/** The Configuration tab: a field for every option, and what is refused is said at the field. */
import { expect, test } from 'vitest';
import { openLoose } from '../lib/open.js';
import { open, type Panel, until } from './lib/panel.js';

const field = (panel: Panel, name: string) => panel.named('input, select', name) as HTMLInputElement;

test('every option has a field', async () => {
  const sync = await openLoose({ n: 0 });
  const panel = await open(sync, 'Configuration');
  const names = panel.all('.option-name').map(({ textContent }) => textContent);
  expect(names.sort()).toEqual(Object.keys(sync.getConfig()).sort());
});

test('numbers, switches and choices are changed at once', async () => {
  const sync = await openLoose({ n: 0 });
  const panel = await open(sync, 'Configuration');
  await panel.write(field(panel, 'syncTimeout'), '1234');
  expect(sync.getConfig().syncTimeout).toBe(30_000);
  await panel.leave(field(panel, 'syncTimeout'));
  expect(sync.getConfig().syncTimeout).toBe(1234);
  await panel.click(field(panel, 'validationEnabled'));
  expect(sync.getConfig().validationEnabled).toBe(false);
  await panel.write(field(panel, 'durability'), 'relaxed');
  expect(sync.getConfig().durability).toBe('relaxed');
  await panel.write(field(panel, 'backupRetention, manual'), '3');
  await panel.leave(field(panel, 'backupRetention, manual'));
  expect(sync.getConfig().backupRetention).toEqual({ automatic: 5, manual: 3 });
});

test('a value that is refused is said at its field, and stays to be mended', async () => {
  const sync = await openLoose({ n: 0 });
  const panel = await open(sync, 'Configuration');
  const historyLimit = field(panel, 'historyLimit');
  for (const wrong of ['-1', 'many', '']) {
    await panel.write(historyLimit, wrong);
    await panel.leave(historyLimit);
    expect(panel.one('[role=alert]').textContent).toContain('historyLimit has to be');
    expect(historyLimit.getAttribute('aria-invalid')).toBe('true');
    expect(panel.root.getElementById(historyLimit.getAttribute('aria-describedby')?.split(' ')[1] ?? '')).toBe(
      panel.one('[role=alert]'),
    );
    expect(historyLimit.value).toBe(wrong);
  }
  expect(sync.getConfig().historyLimit).toBe(100);
  await panel.write(historyLimit, '7');
  await panel.leave(historyLimit);
  expect(panel.all('[role=alert]')).toEqual([]);
});

test('with what is in force in the field again nothing is wrong', async () => {
  const sync = await openLoose({ n: 0 });
  const panel = await open(sync, 'Configuration');
  for (const [name, inForce] of [
    ['historyLimit', '100'],
    ['backupRetention, manual', '20'],
  ] as const) {
    const number = field(panel, name);
    const refuse = async () => {
      await panel.write(number, '-1');
      await panel.leave(number);
      expect(panel.all('[role=alert]')).toHaveLength(1);
    };
    await refuse();
    await panel.keys(`[id="${number.id}"]`, 'Escape');
    expect(number.value).toBe(inForce);
    expect(panel.all('[role=alert]')).toEqual([]);
    await refuse();
    await panel.write(number, inForce);
    await panel.leave(number);
    expect(panel.all('[role=alert]')).toEqual([]);
  }
  expect(sync.eventHistory({ type: 'config_updated' })).toEqual([]);
});

test('what is changed elsewhere is shown', async () => {
  const sync = await openLoose({ n: 0 });
  const panel = await open(sync, 'Configuration');
  sync.updateSyncConfig({ maxIssues: 9 });
  await until(() => expect(field(panel, 'maxIssues').value).toBe('9'));
});
