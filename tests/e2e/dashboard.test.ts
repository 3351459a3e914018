/** The demo in a real browser: what it says is saved is there again after a reload, and after the browser was killed. */
import { beforeAll, expect, test } from 'vitest';
import { barriers } from './dashboard/barriers.ts';
import { buildDemo, Demo, openDemo, PAGES, START } from './dashboard/demo.ts';
import { freshProfile, launch, serve } from './harness.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildDemo();
});

/** What has much to do, on a machine that is busy with other things. */
const LONG = { timeout: 180_000 };

const node = {
  text: 'Prefers the dark palette',
  type: 'pattern',
  source: 'conversation',
  confidence: '0.8',
  importance: '0.6',
  tags: 'colour, habit',
};
const shown = { text: node.text, confidence: '0.80', tags: ['colour', 'habit'], saved: true };

test('what is shown as saved is there after a reload, and after the browser was killed', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();

  const first = await launch(profile);
  const demo = await openDemo(first, server.origin);
  await demo.addNode(node);
  await demo.savedAt(START + 1);
  expect(await demo.nodes()).toEqual([shown]);
  expect(await demo.entries('memory')).toBe(2);

  await demo.reload();
  expect(await demo.version()).toBe(2 * START + 1);
  expect(await demo.nodes()).toEqual([shown]);

  await demo.row(node.text).getByRole('slider', { name: 'Confidence' }).fill('0.35');
  await demo.savedAt(2 * START + 2);
  await demo.row(node.text).getByRole('button', { name: /^Tags/ }).click();
  await demo.row(node.text).getByLabel('Tags, separated by commas').fill('habit, night');
  await demo.page.keyboard.press('Enter');
  await demo.savedAt(2 * START + 3);
  await first.kill();

  await using second = await launch(profile);
  const again = await openDemo(second, server.origin);
  expect(await again.version()).toBe(3 * START + 3);
  expect(await again.nodes()).toEqual([{ ...shown, confidence: '0.35', tags: ['habit', 'night'] }]);
  expect(await again.entries('memory')).toBe(2);

  await again
    .row(node.text)
    .getByRole('button', { name: /^Delete/ })
    .click();
  await again.savedAt(3 * START + 4);
  expect(await again.entries('memory')).toBe(0);
  await again.reload();
  expect(await again.nodes()).toEqual([]);
});

test('a wrong update is refused with the reasons, place by place, and changes nothing', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const demo = await openDemo(browser, server.origin);
  await demo.addNode(node);
  await demo.savedAt(START + 1);

  await demo.page.getByRole('button', { name: 'Try a wrong update' }).click();
  await demo.page.getByTestId('issue').first().waitFor();
  const issues = await demo.issues();
  expect(issues.map(([pointer]) => pointer)).toEqual([
    expect.stringMatching(/^\/memory\/nodes\/[^/]+\/type$/),
    expect.stringMatching(/^\/memory\/nodes\/[^/]+\/metadata\/confidence$/),
  ]);
  const [type, confidence] = issues;
  expect(type?.[1]).toContain('"knowledge"');
  expect(type?.[2]).toBe('"banana"');
  expect(confidence?.slice(1, 3)).toEqual(['at most 1', '1.7']);
  expect(issues.every(([, , , message]) => message !== '')).toBe(true);

  const unchanged = async (starts: number) => {
    expect(await demo.version()).toBe(starts * START + 1);
    expect(await demo.nodes()).toEqual([shown]);
    expect(await demo.entries('memory')).toBe(2);
  };
  await unchanged(1);
  await demo.reload();
  await unchanged(2);
  expect(await demo.issues()).toEqual([]);
});

test('the form shows at the field what the state has against a value', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const demo = await openDemo(browser, server.origin);
  await demo.addNode({ ...node, confidence: '1.7' });
  const field = demo.page.getByTestId('new-node').getByLabel('Confidence');
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
  expect(await demo.page.getByTestId('new-node').getByText('Expected at most 1').count()).toBe(1);
  expect(await demo.version()).toBe(START);
  await field.fill('0.7');
  await demo.page.getByRole('button', { name: 'Add node' }).click();
  await demo.savedAt(START + 1);
  expect(await demo.nodes()).toEqual([{ ...shown, confidence: '0.70' }]);
});

test('a list of thousands shows only the rows in view, is searched, and is there after a reload', LONG, async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const demo = await openDemo(browser, server.origin);
  const { page } = demo;
  const count = page.getByTestId('node-count');
  for (const total of ['1,000', '2,000']) {
    await page.getByRole('button', { name: 'Add 1,000 nodes' }).click();
    await count.filter({ hasText: total }).waitFor();
    await page.getByRole('button', { name: 'Add 1,000 nodes' }).waitFor();
  }
  await demo.addNode({ ...node, text: 'A needle among them' });
  expect(await page.getByTestId('node').count()).toBeLessThan(40);
  await page.getByLabel('Search memory nodes').fill('needle');
  await count.filter({ hasText: '1 of 2,001' }).waitFor();
  expect((await demo.nodes()).map(({ text }) => text)).toEqual(['A needle among them']);
  await demo.savedAt(START + 21);
  await demo.reload();
  expect(await count.textContent()).toBe('2,001');
  expect((await demo.nodes())[0]?.text).toBe('A needle among them');
});

test.each(['light', 'dark'] as const)('everybody can use it: %s, wide and narrow', LONG, async (colorScheme) => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const demo = await openDemo(browser, server.origin);
  await demo.page.emulateMedia({ colorScheme });
  await demo.addNode(node);
  await demo.savedAt(START + 1);
  await demo.page.getByRole('button', { name: 'Try a wrong update' }).click();
  await demo.page.getByTestId('issue').first().waitFor();
  await demo.goTo('Consistency');
  for (const problem of ['Connection to nowhere', 'Orphaned node']) await demo.press(`Break: ${problem}`);
  await demo.press('Add an expired memory');
  await demo.goTo('Live');
  await demo.press('Start the feed');
  await demo.page.getByTestId('feed-saved').filter({ hasText: /\d/ }).waitFor();
  await demo.press('Stop the feed');
  await demo.goTo('Components');
  await demo.press('Break down: UXRepository');
  for (const name of PAGES) {
    await demo.goTo(name);
    if (name === 'Configuration') {
      await demo.page.getByLabel('Validation', { exact: true }).fill('-1');
      await demo.page.keyboard.press('Enter');
    }
    for (const width of [1360, 375]) {
      await demo.page.setViewportSize({ width, height: 800 });
      expect(await barriers(demo.page), `${name}, ${width} px wide`).toEqual([]);
      const scrollWidth = await demo.page.evaluate(() => document.documentElement.scrollWidth);
      expect(scrollWidth, name).toBeLessThanOrEqual(width);
    }
  }
});

test('what cannot be loaded is said, with its code and what to do', async () => {
  await using server = await serve(directory, (pathname) =>
    pathname.endsWith('.wasm') ? { status: 404, body: 'not here' } : undefined,
  );
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open(server.origin);
  const failure = page.getByTestId('failure');
  await failure.waitFor();
  const text = await failure.textContent();
  expect(text).toContain('engine_failed');
  expect(text).toContain('holdfast_bg.wasm');
  expect(text).toContain('What to do');
  expect(await barriers(page)).toEqual([]);
});

test('with the keyboard alone the focus stays in the list: after a row is edited, and when one goes', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const demo = await openDemo(browser, server.origin);
  const { page } = demo;
  for (const text of ['One', 'Two', 'Three']) await demo.addNode({ ...node, text });
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  const tags = demo.row('Two').getByRole('button', { name: /^Tags/ });

  for (const key of ['Enter', 'Escape']) {
    await tags.press('Enter');
    await expect.poll(focused).toBe('Tags, separated by commas');
    await page.keyboard.press(key);
    await expect.poll(() => tags.evaluate((button) => button === document.activeElement), { message: key }).toBe(true);
  }

  await demo
    .row('Two')
    .getByRole('button', { name: /^Delete/ })
    .press('Enter');
  await expect.poll(focused).toBe('Delete “One”');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Delete “Three”');
  await page.keyboard.press('Enter');
  await expect.poll(focused).toBe('Search memory nodes');
});

test('a memory of blanks is none', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const demo = await openDemo(browser, server.origin);
  await demo.addNode({ ...node, text: '   ' });
  const text = demo.page.getByTestId('new-node').getByLabel('Text');
  await expect.poll(() => text.getAttribute('aria-invalid')).toBe('true');
  await demo.addNode(node);
  await demo.savedAt(START + 1);
  expect(await demo.nodes()).toEqual([shown]);
  expect(await text.getAttribute('aria-invalid')).toBeNull();
});

test('without a database nothing is called saved', async () => {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.context.newPage();
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Denied by the user', 'SecurityError');
    };
  });
  await page.goto(server.origin);
  const demo = new Demo(page);
  await demo.ready();
  await demo.addNode(node);
  expect(await demo.nodes()).toEqual([{ ...shown, saved: false }]);
  expect(await page.getByTestId('node-saved').getAttribute('title')).toBe('In memory only');
  await demo.goTo('Live');
  expect(await page.getByTestId('state-stored').textContent()).toContain('in memory only');
  expect(await page.getByTestId('tabs-agree').textContent()).toContain('a state of its own');
});
