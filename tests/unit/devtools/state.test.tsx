// @vitest-environment happy-dom
/** The State tab: the tree, searching, copying and editing. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { EnginePort } from '../../../pkg/src/engine/port.js';
import { openLoose } from '../lib/open.js';
import { open, type Panel, until } from './lib/panel.js';

const TREE = '[role=tree]';
const CHOSEN = '.row[aria-selected=true]';
const many = (count: number) => Array.from({ length: count }, (_, i) => [`key-${i}`, { text: `Number ${i}` }] as const);

const notes = {
  type: 'object',
  properties: {
    title: { type: 'string' },
    notes: {
      type: 'object',
      'x-map': true,
      additionalProperties: {
        type: 'object',
        properties: {
          stars: { type: 'integer', maximum: 5 },
          by: { type: 'object', 'x-map': true, additionalProperties: true },
        },
      },
    },
  },
};
const openNotes = () =>
  openLoose({ title: 'Notes', notes: new Map([['kelp', { stars: 4, by: new Map([['a', 1]]) }]]) }, { schema: notes });

/** Counts the values that are read of containers from now on. */
function valuesRead(): () => number {
  const entry = vi.spyOn(EnginePort.prototype, 'entry');
  const range = vi.spyOn(EnginePort.prototype, 'range');
  onTestFinished(() => void vi.restoreAllMocks());
  return () => range.mock.calls.reduce((sum, [, , , count]) => sum + count, entry.mock.calls.length);
}

/** Opens the editor on a value, writes, and applies. */
async function edit(panel: Panel, text: string): Promise<void> {
  await panel.press('Edit');
  await panel.write(panel.one('textarea'), text);
  await panel.press('Apply');
}

describe('the tree', () => {
  test('opens and closes with the arrows, and goes to its ends', async () => {
    const panel = await open(await openLoose({ a: { b: [1, 'two'] }, c: null }));
    expect(panel.rows).toEqual(['a{1}', 'cnull']);
    await panel.keys(TREE, 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    expect(panel.rows).toEqual(['a{1}', 'b[2]', '01', '1"two"', 'cnull']);
    await panel.keys(TREE, 'End');
    expect(panel.one(CHOSEN).textContent).toBe('cnull');
    await panel.keys(TREE, 'ArrowUp', 'ArrowLeft');
    const chosen = panel.one(CHOSEN);
    expect(chosen.textContent).toBe('b[2]');
    expect(panel.one(TREE).getAttribute('aria-activedescendant')).toBe(chosen.id);
    for (const [name, value] of [
      ['aria-level', '2'],
      ['aria-setsize', '1'],
      ['aria-posinset', '1'],
      ['aria-expanded', 'true'],
    ] as const)
      expect(chosen.getAttribute(name)).toBe(value);
    await panel.keys(TREE, 'ArrowLeft', 'ArrowLeft', 'ArrowLeft');
    expect(panel.rows).toEqual(['a{1}', 'cnull']);
  });

  test('follows the state, and keeps what is open and chosen', async () => {
    const sync = await openLoose({ a: { n: 0 } });
    const panel = await open(sync);
    await panel.keys(TREE, 'ArrowDown', 'ArrowRight', 'ArrowRight');
    sync.update({ a: { m: 1, n: 7 } });
    await until(() => expect(panel.rows).toEqual(['a{2}', 'n7', 'm1']));
    expect(panel.one('.detail').textContent).toContain('/a/n');
    sync.update([{ op: 'remove', path: '/a/n' }]);
    await until(() => expect(panel.text).toContain('There is nothing at /a/n now.'));
  });

  test.each([
    ['a Map', new Map(many(100_000))],
    ['an object', Object.fromEntries(many(100_000))],
    ['an array', many(100_000).map(([, value]) => value)],
  ])('reads of %s with 100,000 entries only what is shown', async (_, big) => {
    const panel = await open(await openLoose({ big }));
    const read = valuesRead();
    await panel.keys(TREE, 'ArrowDown', 'ArrowRight');
    expect(panel.rows.length).toBeLessThan(60);
    await panel.keys(TREE, 'End');
    expect(panel.rows.at(-1)).toMatch(/99999/);
    await panel.keys(TREE, 'ArrowRight', 'ArrowDown');
    expect(panel.one(CHOSEN).textContent).toBe('text"Number 99999"');
    expect(read()).toBeLessThan(200);
  });

  test('what is open and chosen is there again after another tab was shown', async () => {
    const panel = await open(await openLoose({ a: { b: 1 } }));
    await panel.keys(TREE, 'ArrowDown', 'ArrowRight', 'ArrowRight');
    await panel.tab('Events');
    await panel.tab('State');
    expect(panel.rows).toEqual(['a{1}', 'b1']);
    expect(panel.one(CHOSEN).textContent).toBe('b1');
  });

  test('a value that is too large to be shown as text says so', async () => {
    const panel = await open(await openLoose({ big: new Map(many(5000)) }));
    await panel.keys(TREE, 'ArrowDown');
    expect(panel.text).toContain('Too large to be shown as a whole');
    expect(panel.all('button').map(({ textContent }) => textContent)).not.toContain('Edit');
  });
});

describe('searching', () => {
  test('finds names and values, and Enter shows the place in the tree', async () => {
    const panel = await open(await openLoose({ a: { colour: 'red' }, list: ['green', { of: 'Reddish' }], n: 5 }));
    const field = panel.named('input', 'Search the state');
    await panel.write(field, 'RED');
    await until(() => expect(panel.text).toContain('2 places'));
    expect(panel.rows).toEqual(['/a/colour"red"', '/list/1/of"Reddish"']);
    await panel.write(field, 'colour');
    await until(() => expect(panel.rows).toEqual(['/a/colour"red"']));
    await panel.keys('[role=listbox]', 'ArrowDown', 'Enter');
    expect(panel.rows).toEqual(['a{1}', 'colour"red"', 'list[2]', 'n5']);
    expect(panel.root.activeElement).toBe(panel.one(TREE));
    expect(panel.one(CHOSEN).textContent).toBe('colour"red"');
  });

  test('looks at the names only in a large container, unless it is to look at all of it', async () => {
    const panel = await open(await openLoose({ big: new Map(many(3000)) }));
    const read = valuesRead();
    const field = panel.named('input', 'Search the state');
    await panel.write(field, 'key-2999');
    await until(() => expect(panel.text).toContain('1 place'));
    await panel.write(field, 'number 2999');
    await until(() => expect(panel.text).toContain('0 places'));
    expect(read()).toBeLessThan(10);
    await panel.click(panel.one('.toolbar input[type=checkbox]'));
    await until(() => expect(panel.rows).toEqual(['/big/key-2999/text"Number 2999"']));
  });

  test('Escape empties the field, and does not close the panel', async () => {
    const panel = await open(await openLoose({ a: 1 }));
    await panel.write(panel.named('input', 'Search the state'), 'b');
    await panel.keys('input[type=search]', 'Escape');
    expect((panel.one('input[type=search]') as HTMLInputElement).value).toBe('');
    expect(panel.rows).toEqual(['a1']);
  });
});

describe('one value', () => {
  test('is copied, and so is its pointer', async () => {
    const copied: string[] = [];
    vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void copied.push(text) } });
    const panel = await open(await openLoose({ 'a/b': new Map([['c', [1]]]) }));
    await panel.keys(TREE, 'ArrowDown');
    await panel.press('Copy pointer');
    await panel.press('Copy value');
    expect(copied).toEqual(['/a~1b', JSON.stringify({ c: [1] }, null, 2)]);
    expect(panel.said).toBe('The value was copied.');
    vi.unstubAllGlobals();
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  });

  test('is changed by a patch, in which Maps stay Maps', async () => {
    const sync = await openNotes();
    const panel = await open(sync);
    await panel.choose('notes');
    await edit(panel, '{"kelp":{"stars":5,"by":{"b":2}},"new":{"stars":1,"by":{}}}');
    expect(sync.get('/notes')).toEqual(
      new Map([
        ['kelp', { stars: 5, by: new Map([['b', 2]]) }],
        ['new', { stars: 1, by: new Map() }],
      ]),
    );
    expect(sync.history().at(-1)).toMatchObject({ source: 'devtools', label: 'Edit /notes' });
    expect(panel.said).toBe('/notes was changed: version 1.');
  });

  test('that is refused is said with its places, and nothing is changed', async () => {
    const sync = await openNotes();
    const panel = await open(sync);
    panel.one(TREE).focus();
    await panel.keys(TREE, 'End', 'ArrowRight', 'ArrowRight', 'Enter');
    await panel.write(panel.one('textarea'), '{"stars":9,"by":{}}');
    await panel.press('Apply');
    expect(panel.one('[role=alert]').textContent).toContain('/notes/kelp/stars');
    expect(panel.one('textarea').getAttribute('aria-invalid')).toBe('true');
    expect(sync.status.version).toBe(0);
    await panel.write(panel.one('textarea'), '{"stars":');
    await panel.press('Apply');
    expect(panel.one('[role=alert]').textContent).toContain('This is no JSON');
    await panel.keys('textarea', 'Escape');
    expect(panel.all('textarea')).toEqual([]);
    expect(panel.root.activeElement).toBe(panel.one(TREE));
  });

  test('is not changed if somebody else has changed it while it was edited, until that was seen', async () => {
    const sync = await openNotes();
    const panel = await open(sync);
    await panel.choose('title');
    await panel.press('Edit');
    await panel.write(panel.one('textarea'), '"Mine"');
    sync.update({ title: 'Theirs' });
    await panel.press('Apply');
    expect(sync.get('/title')).toBe('Theirs');
    expect(panel.one('[role=alert]').textContent).toContain('changed meanwhile, to "Theirs"');
    expect((panel.one('textarea') as HTMLTextAreaElement).value).toBe('"Mine"');
    await panel.press('Apply');
    expect(sync.get('/title')).toBe('Mine');
    expect(panel.said).toBe('/title was changed: version 2.');
  });

  test('with what is not valid is refused for that, though it was changed elsewhere', async () => {
    const sync = await openNotes();
    const panel = await open(sync);
    await panel.choose('notes');
    await panel.press('Edit');
    await panel.write(panel.one('textarea'), '{"kelp":{"stars":9}}');
    sync.update({ title: 'Theirs' });
    await panel.press('Apply');
    expect(panel.one('[role=alert]').textContent).toContain('schema/maximum');
  });

  test('is deleted, unless that is refused', async () => {
    const schema = { type: 'object', required: ['kept'] };
    const sync = await openLoose({ kept: 1, other: 2 }, { schema });
    const panel = await open(sync);
    await panel.choose('kept');
    await panel.press('Delete');
    expect(panel.one('[role=alert]').textContent).toContain('schema/required');
    await panel.choose('other');
    await panel.press('Delete');
    expect(sync.getState()).toEqual({ kept: 1 });
    expect(sync.history().at(-1)).toMatchObject({ source: 'devtools', label: 'Delete /other' });
  });

  test('says which updates changed it', async () => {
    const sync = await openNotes();
    sync.update({ notes: new Map([['kelp', { stars: 3 }]]) }, { label: 'Fewer stars' });
    sync.update({ title: 'Other' }, { label: 'Rename' });
    const panel = await open(sync);
    await panel.choose('notes');
    expect(panel.text).toContain('Fewer stars');
    expect(panel.text).not.toContain('Rename');
    await panel.press('Fewer stars (application)');
    expect(panel.one('[aria-label="Chosen update"]').textContent).toContain('Version 1: Fewer stars');
  });
});
