/** The devtools in a real browser: under a strict policy, with keys alone, on a large state, and for everybody. */
import { beforeAll, expect, test } from 'vitest';
import { barriers } from './dashboard/barriers.ts';
import { Devtools, TABS } from './devtools/panel.ts';
import { buildPage, freshProfile, launch, serve } from './harness.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildPage('devtools');
});

/** What has much to do, on a machine that is busy with other things. */
const LONG = { timeout: 180_000 };

/** No style is allowed at all, and no script but the application's own. */
const strict = () => ({
  headers: {
    'content-security-policy':
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'none'; img-src data:",
  },
});

test('under a strict policy it is loaded when it is opened first, and has its styles', async () => {
  const asked: string[] = [];
  await using server = await serve(directory, (pathname) => {
    asked.push(pathname);
    return strict();
  });
  using profile = freshProfile();
  await using browser = await launch(profile);
  const devtools = await Devtools.on(await browser.open(server.origin));
  const { page } = devtools;
  const violations: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text());
  });
  expect(asked.filter((file) => file.includes('panel'))).toEqual([]);
  await devtools.open();
  expect(asked.filter((file) => file.includes('panel'))).not.toEqual([]);
  for (const tab of TABS) await devtools.goTo(tab);
  const style = await page.getByRole('complementary', { name: 'Holdfast devtools' }).evaluate((panel) => {
    const { position, fontSize } = getComputedStyle(panel);
    return { position, fontSize };
  });
  expect(style).toEqual({ position: 'fixed', fontSize: '13px' });
  const animation = () =>
    page
      .getByRole('complementary', { name: 'Holdfast devtools' })
      .evaluate((panel) => getComputedStyle(panel).animationName);
  expect(await animation()).toBe('enter');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await animation()).toBe('none');
  expect(violations).toEqual([]);
});

test('with the keyboard alone a value is found, refused and changed, and the panel opened and closed', async () => {
  await using server = await serve(directory, strict);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const devtools = await Devtools.on(await browser.open(server.origin));
  const { page } = devtools;
  const keys = async (...names: string[]) => {
    for (const name of names) await page.keyboard.press(name);
  };
  await page.getByRole('button', { name: /^\d stars/ }).focus();
  // The button of the devtools comes after what is in the page.
  await keys('Tab', 'Enter');
  await page.getByRole('tab', { name: 'State', selected: true }).waitFor();
  await page.getByRole('tree').waitFor();
  // The field, the switch, the button, the tree.
  await keys(
    'Tab',
    'Tab',
    'Tab',
    'Tab',
    'ArrowDown',
    'ArrowDown',
    'ArrowDown',
    'ArrowRight',
    'ArrowRight',
    'ArrowRight',
  );
  await keys('End', 'Home', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
  await page.getByLabel('Value as JSON').fill('"Seven"');
  await keys('Control+Enter');
  await page.getByRole('alert').getByText('expected').first().waitFor();
  await keys('Control+A', '1', 'Control+Enter');
  await page.getByRole('button', { name: '1 stars' }).waitFor();
  await page.getByRole('tree').focus();
  await keys('Enter', 'Escape');
  expect(await page.getByRole('tablist').count()).toBe(1);
  await page.getByRole('tree').focus();
  await keys('Escape');
  expect(await page.getByRole('tablist').count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute('aria-label'))).toBe(
    'Open Holdfast devtools',
  );
});

test('a Map of 100,000 entries is opened, scrolled to its end and searched without being read', LONG, async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const devtools = await Devtools.on(await browser.open(`${server.origin}/?many=100000`));
  const { page } = devtools;
  await devtools.open();
  const tree = page.getByRole('tree');
  await tree.getByRole('treeitem', { name: /notes/ }).click();
  const started = Date.now();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('PageDown');
  for (let press = 0; press < 30; press++) await page.keyboard.press('PageDown');
  const elapsed = Date.now() - started;
  expect(await tree.getByRole('treeitem').count()).toBeLessThan(80);
  // A frame each is 500 ms; the limit is generous, since the machine may be busy.
  expect(elapsed).toBeLessThan(5000);
  await page.getByLabel('Search the state').fill('note-99999');
  await page.getByText('1 place').waitFor();
  await page.getByRole('option').click();
  await page.keyboard.press('Enter');
  await tree.locator('[aria-selected=true]', { hasText: 'note-99999' }).waitFor();
});

test('it is where it was after a reload, is resized with the pointer, and makes room', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const devtools = await Devtools.on(await browser.open(server.origin));
  const { page } = devtools;
  await devtools.open();
  await devtools.goTo('Backups');
  const edge = page.getByRole('separator');
  const box = await edge.boundingBox();
  if (!box) throw new Error('the edge is not there');
  await page.mouse.move(200, box.y + 2);
  await page.mouse.down();
  await page.mouse.move(200, box.y - 98, { steps: 4 });
  await page.mouse.up();
  const height = Number(await edge.getAttribute('aria-valuenow'));
  expect(await page.evaluate(() => document.body.style.paddingBottom)).toBe(`${height}px`);
  await page.reload();
  await page.getByRole('tab', { name: 'Backups', selected: true }).waitFor();
  expect(Number(await edge.getAttribute('aria-valuenow'))).toBe(height);
  await page.getByRole('button', { name: 'Dock to the right' }).click();
  expect(await page.evaluate(() => document.body.style.paddingBottom)).toBe('');
});

test('time travel says what it does, and does it', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const devtools = await Devtools.on(await browser.open(server.origin));
  const { page } = devtools;
  const stars = page.getByRole('button', { name: /^\d stars/ });
  expect(await stars.textContent()).toBe('5 stars');
  for (let press = 0; press < 3; press++) await stars.click();
  await devtools.open();
  await devtools.goTo('History');
  await page.locator('.row', { hasText: 'v1' }).click();
  await page.getByRole('button', { name: 'Go to version 1…' }).click();
  await page.getByRole('dialog').getByText('2 newer versions').waitFor();
  await page.keyboard.press('Escape');
  expect(await stars.textContent()).toBe('2 stars');
  await page.getByRole('button', { name: 'Go to version 1…' }).click();
  await page.getByRole('button', { name: 'Go there' }).click();
  await stars.filter({ hasText: '0 stars' }).waitFor();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await stars.filter({ hasText: '2 stars' }).waitFor();
});

test.each(['light', 'dark'] as const)('everybody can use it: %s, wide and narrow', LONG, async (theme) => {
  await using server = await serve(directory, strict);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const devtools = await Devtools.on(await browser.open(`${server.origin}/?theme=${theme}`));
  const { page } = devtools;
  // The page itself has no style but the browser's.
  const found = async (at: string) => expect(await barriers(page, ['holdfast-devtools']), at).toEqual([]);
  await found('closed');
  await devtools.open();
  await devtools.makeTrouble();
  for (const tab of TABS) {
    await devtools.goTo(tab);
    await devtools.fill(tab);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await found(`${tab}, ${width} px wide`);
      expect(await devtools.overflow(), `${tab}, ${width} px wide`).toBeLessThanOrEqual(width);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  await devtools.goTo('History');
  await page.getByRole('button', { name: /^Go to version/ }).click();
  await found('a question');
});
