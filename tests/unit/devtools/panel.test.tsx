// @vitest-environment happy-dom
/** The frame of the devtools: the button, opening and closing, tabs, what is remembered, and instances that are not ready. */
import { createStateSync, defineModel } from 'holdfast';
import { StateSyncDevtools } from 'holdfast/devtools';
import { act } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { useStyles } from '../../../pkg/src/devtools/shadow/use-styles.js';
import { type Loose, opening, openLoose } from '../lib/open.js';
import { mount, open, Panel, until } from './lib/panel.js';

test('there is nothing on a server', async () => {
  const sync = await openLoose({ n: 0 });
  expect(renderToString(<StateSyncDevtools sync={sync} defaultOpen />)).toBe('');
});

test('a page that a server made is taken over without a difference', async () => {
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {});
  const sync = await openLoose({ n: 0 });
  const app = (
    <p>
      <StateSyncDevtools sync={sync} />
    </p>
  );
  const container = document.createElement('div');
  container.innerHTML = renderToString(app);
  const root = await act(async () => hydrateRoot(container, app));
  expect(document.querySelector('holdfast-devtools')).not.toBeNull();
  expect(complaints).not.toHaveBeenCalled();
  await act(async () => root.unmount());
  complaints.mockRestore();
});

function Styled({ place }: { readonly place: Element }) {
  useStyles(place as unknown as ShadowRoot, 'p { color: red }', 'n1');
  return null;
}

test('where there are no constructed sheets an element has the styles, with the nonce that was given', async () => {
  const place = document.createElement('div');
  const root = createRoot(document.createElement('div'));
  await act(async () => root.render(<Styled place={place} />));
  expect(place.querySelector('style')).toMatchObject({ nonce: 'n1', textContent: 'p { color: red }' });
  await act(async () => root.unmount());
  expect(place.children).toHaveLength(0);
});

test('the panel is there when it was opened, and not before', async () => {
  const panel = await mount(await openLoose({ n: 0 }));
  expect(panel.all('[role=tablist]')).toEqual([]);
  expect(panel.all('button')).toHaveLength(1);
  await panel.press('Open Holdfast devtools');
  await until(() => panel.one('[role=tablist]'));
  expect(panel.root.activeElement).toBe(panel.named('[role=tab]', 'State'));
});

test('what was chosen in one instance is not shown as that of another', async () => {
  const [one, other] = [await openLoose({ n: 0 }), await openLoose({ n: 0 })];
  one.update({ n: 1 }, { source: 'first' });
  other.update({ n: 1 }, { source: 'second' });
  const root = createRoot(document.createElement('div'));
  onTestFinished(() => act(async () => root.unmount()));
  const show = (sync: typeof one) => act(async () => root.render(<StateSyncDevtools sync={sync} defaultOpen />));
  await show(one);
  const panel = new Panel(async () => {});
  await until(() => panel.one('[role=tablist]'));
  await panel.tab('Events');
  await panel.choose('first');
  await panel.press('Pause');
  expect(panel.text).toContain('by first');
  await show(other);
  await until(() => expect(panel.text).toContain('second'));
  expect(panel.text).not.toContain('first');
  await panel.tab('History');
  await panel.tab('Events');
  expect(panel.text).not.toContain('first');
});

test('shortcuts of the page do not hear what is written in its fields', async () => {
  const panel = await open(await openLoose({ n: 0 }));
  const heard = vi.fn();
  document.addEventListener('keydown', heard);
  onTestFinished(() => document.removeEventListener('keydown', heard));
  const press = (selector: string, key: string) =>
    act(async () => {
      const init = { key, ctrlKey: true, bubbles: true, composed: true, cancelable: true };
      panel.one(selector).dispatchEvent(new KeyboardEvent('keydown', init));
    });
  await press('input[type=search]', 'z');
  expect(heard).not.toHaveBeenCalled();
  await press('[role=tablist]', 'z');
  expect(heard).toHaveBeenCalledOnce();
});

test('Escape closes it, and the focus is on the button again', async () => {
  const panel = await open(await openLoose({ n: 0 }));
  await panel.keys('[role=tablist]', 'Escape');
  expect(panel.all('[role=tablist]')).toEqual([]);
  expect(panel.root.activeElement).toBe(panel.button('Open Holdfast devtools'));
});

test('it leaves nothing behind on the page', async () => {
  const before = document.body.outerHTML;
  const panel = await open(await openLoose({ n: 0 }));
  expect(document.body.style.getPropertyValue('padding-bottom')).toMatch(/px$/);
  await panel.unmount();
  expect(document.querySelector('holdfast-devtools')).toBeNull();
  expect(document.body.style.getPropertyValue('padding-bottom')).toBe('');
  expect(document.body.outerHTML.replace(' style=""', '')).toBe(before);
});

test('the arrows go around the tabs, Home and End to their ends', async () => {
  const panel = await open(await openLoose({ n: 0 }));
  const shown = () => panel.one('[role=tab][aria-selected=true]').textContent;
  for (const [key, tab] of [
    ['ArrowRight', 'History'],
    ['ArrowLeft', 'State'],
    ['ArrowLeft', 'Configuration'],
    ['ArrowRight', 'State'],
    ['End', 'Configuration'],
    ['Home', 'State'],
  ] as const) {
    await panel.keys('[role=tab][aria-selected=true]', key);
    expect(shown()).toBe(tab);
    expect(panel.root.activeElement?.textContent).toBe(tab);
    expect(panel.all('[role=tab][tabindex="0"]')).toHaveLength(1);
  }
});

test('where it sits, how large it is and which tab was shown is there again', async () => {
  const sync = await openLoose({ n: 0 });
  const first = await open(sync, 'Events');
  await first.press('Dock to the right');
  const width = Number(first.one('[role=separator]').getAttribute('aria-valuenow'));
  await first.keys('[role=separator]', 'ArrowLeft');
  await first.unmount();
  const second = await mount(sync);
  await until(() => second.one('[role=tablist]'));
  expect(second.one('.panel').getAttribute('data-dock')).toBe('right');
  expect(second.one('[role=separator]').getAttribute('aria-valuenow')).toBe(String(width + 24));
  expect(second.one('[role=tab][aria-selected=true]').textContent).toBe('Events');
  // Nobody has asked for the focus.
  expect(second.root.activeElement).toBeNull();
});

test('rubbish where the arrangement is kept does no harm', async () => {
  localStorage.setItem(
    'holdfast:devtools',
    JSON.stringify({ open: 'yes', dock: 'north', height: null, tab: 'nowhere' }),
  );
  const panel = await open(await openLoose({ n: 0 }));
  expect(panel.one('.panel').getAttribute('data-dock')).toBe('bottom');
  expect(panel.one('[role=tab][aria-selected=true]').textContent).toBe('State');
});

test('the header says where the instance stands', async () => {
  const sync = await openLoose({ n: 0 });
  const panel = await open(sync);
  sync.update({ n: 1 });
  await until(() => expect(panel.one('.facts').textContent).toContain('Version1'));
  for (const fact of ['Phaseready', 'Durabilitymemory', 'Pending', 'Saved', 'Stored', 'Tabs1'])
    expect(panel.one('.facts').textContent).toContain(fact);
});

test('the colours are those that were asked for', async () => {
  await mount(await openLoose({ n: 0 }), { theme: 'dark' });
  expect(document.querySelector('holdfast-devtools')?.getAttribute('data-theme')).toBe('dark');
});

test('an instance that is loading says so, and is shown when it is there', async () => {
  const sync = opening<Loose>({ n: 0 });
  const panel = await open(sync, 'History');
  sync.ready.catch(() => {});
  await sync.ready;
  await until(() => expect(panel.text).toContain('in the history'));
});

test('an instance that could not be loaded says why', async () => {
  const model = defineModel<Loose>({ name: 'broken', version: 1, schema: true, initial: () => ({ n: 0 }) });
  const wasm = new Uint8Array([1, 2, 3]);
  const sync = createStateSync({ name: 'broken', model, storage: 'memory', config: { historyLimit: -1 }, wasm });
  onTestFinished(() => sync.close());
  await sync.ready.catch(() => {});
  const panel = await open(sync, 'History');
  expect(panel.one('[role=alert]').textContent).toContain('There is no state: ');
  await panel.tab('State');
  expect(panel.one('[role=alert]').textContent).toContain('There is no state: ');
  expect(panel.rows).toEqual(['n0']);
});

test('an instance that was closed shows its last state, and says why there is no more', async () => {
  const sync = await openLoose({ n: 41 });
  const panel = await open(sync);
  await sync.close();
  await until(() => expect(panel.one('.facts').textContent).toContain('closed'));
  expect(panel.rows).toEqual(['n41']);
  for (const tab of ['History', 'Events', 'Issues', 'Components', 'Backups', 'Statistics', 'Configuration']) {
    await panel.tab(tab);
    expect(panel.text).toContain('The instance is closed');
  }
  await panel.unmount();
  const again = await mount(sync);
  await until(() => again.one('[role=tablist]'));
  await again.tab('State');
  expect(again.rows).toEqual(['n41']);
});

test('a tab that cannot be shown says why, and the others can', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const sync = await openLoose({ n: 0 });
  const panel = await open(sync);
  const broken = vi.spyOn(sync, 'getConfig').mockImplementation(() => {
    throw new Error('no options today');
  });
  await panel.tab('Configuration');
  expect(panel.text).toContain('no options today');
  broken.mockRestore();
  await panel.press('Try again');
  expect(panel.text).toContain('syncTimeout');
});
