/** What the engine does beside keeping the state, as the pages of the demo show it, in a real browser. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { buildDemo, type Demo, openDemo, START } from './dashboard/demo.ts';
import { freshProfile, launch, serve } from './harness.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildDemo();
});

/** The demo in a browser of its own. */
async function withDemo(run: (demo: Demo, page: Page) => Promise<void>): Promise<void> {
  await using server = await serve(directory);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const demo = await openDemo(browser, server.origin);
  await run(demo, demo.page);
}

/** The problems on the page: severity, rule, pointer. */
const problems = (page: Page): Promise<string[][]> =>
  page
    .getByTestId('inconsistency')
    .evaluateAll((items) =>
      items.map((item) =>
        ['severity', 'rule', 'pointer'].map((id) => item.querySelector(`[data-testid=${id}]`)?.textContent ?? ''),
      ),
    );

const texts = (page: Page, testId: string): Promise<string[]> => page.getByTestId(testId).allTextContents();

/** Sets a number on the page of the configuration. */
async function setNumber(page: Page, name: string, value: string): Promise<void> {
  const field = page.locator(`input[name="${name}"]`);
  await field.fill(value);
  await field.press('Enter');
}

test('a consistency problem made on purpose is shown with its rule and pointer and goes away when mended', () =>
  withDemo(async (demo, page) => {
    await demo.goTo('Consistency');
    const verdict = () => page.getByTestId('verdict').textContent();
    await expect.poll(verdict).toBe('Consistent');

    const drills: [name: string, found: string[][]][] = [
      [
        'Connection to nowhere',
        [
          ['inconsistency', 'integrity/reference', '/memory/nodes/drill-dangling/connections/0'],
          ['inconsistency', 'integrity/reference', '/memory/shortTerm/0/connections/0'],
        ],
      ],
      [
        'Orphaned node',
        [
          ['inconsistency', 'integrity/count', '/memory/nodes'],
          ['warning', 'integrity/held', '/memory/nodes/drill-orphan'],
        ],
      ],
      ['Two with one id', [['inconsistency', 'integrity/unique', expect.stringMatching(/^\/ux\/insights\/\d/)]]],
      ['Wrong count', [['warning', 'integrity/count', expect.stringMatching(/^\/assets\/categories\/0/)]]],
      ['Contradicted component', [['inconsistency', 'integrity/status', '/system/components/AssetLibrary']]],
    ];
    for (const [name, found] of drills) {
      await demo.press(`Break: ${name}`);
      await expect.poll(() => problems(page), { message: name }).toHaveLength(found.length);
      expect((await problems(page)).sort(), name).toEqual(found);
      await demo.press(`Mend: ${name}`);
      await expect.poll(verdict, { message: name }).toBe('Consistent');
      expect(await problems(page), name).toEqual([]);
    }
  }));

test('a problem is there after a reload, mended without a history, and found by the timer', () =>
  withDemo(async (demo, page) => {
    await demo.goTo('Consistency');
    await demo.press('Break: Orphaned node');
    await expect.poll(() => texts(page, 'orphan')).toEqual(['/memory/nodes/drill-orphan']);
    await demo.savedAt(START + 1);

    await page.reload();
    await page.getByTestId('consistency').waitFor();
    await expect.poll(() => texts(page, 'orphan')).toEqual(['/memory/nodes/drill-orphan']);
    await demo.press('Mend: Orphaned node');
    await expect.poll(() => texts(page, 'verdict')).toEqual(['Consistent']);

    // Redone on another page, where nobody asks for a check.
    await demo.press('Break: Wrong count');
    await demo.press('Mend: Wrong count');
    await demo.goTo('Configuration');
    await setNumber(page, 'consistencyCheckInterval', '300');
    await demo.goTo('History');
    await demo.press('Redo');
    await page.getByRole('tab', { name: /^Consistency ?, 1 problem$/ }).waitFor();
  }));

test('an expired memory disappears with its references', () =>
  withDemo(async (demo, page) => {
    await demo.goTo('Consistency');
    const places = [
      '/memory/nodes/expired-memory',
      '/memory/nodes/fresh-memory/connections/0',
      '/memory/shortTerm/0',
      '/memory/shortTerm/1/connections/0',
      '/memory/connections/fresh-memory/0',
    ];
    await demo.press('Add an expired memory');
    await expect.poll(() => texts(page, 'expired-place')).toEqual(places);
    await demo.press('Optimise now');
    await expect.poll(() => texts(page, 'expired-place')).toEqual([]);
    await expect.poll(() => texts(page, 'dropped')).toEqual(['2']);
    expect(await texts(page, 'dropped-references')).toEqual(['3']);
    expect(await page.getByTestId('freed').textContent()).toMatch(/^[1-9]\d* B$/);
    await expect.poll(() => texts(page, 'removed-short-term')).toEqual(['1']);
    await expect.poll(() => texts(page, 'removed-nodes')).toEqual(['1']);
    await expect.poll(() => texts(page, 'verdict')).toEqual(['Consistent']);
    await demo.goTo('State');
    // The fresh one, in both places, and its list of connections, now empty.
    expect(await demo.entries('memory')).toBe(3);

    // By the timer, without a button.
    await demo.goTo('Configuration');
    await setNumber(page, 'optimizationInterval', '400');
    await demo.goTo('Consistency');
    await demo.press('Add an expired memory');
    await expect.poll(() => texts(page, 'removed-short-term'), { timeout: 5000 }).toEqual(['2']);
    expect(await texts(page, 'expired-place')).toEqual([]);
    await page.getByTestId('retention').getByText('by the timer').waitFor();
  }));

test('a component error is seen, restarted and logged', () =>
  withDemo(async (demo, page) => {
    await demo.goTo('Components');
    const memory = page.getByTestId('component-MemoryStore');
    const ux = page.getByTestId('component-UXRepository');
    const log = (component: string) =>
      page
        .getByTestId('component-event')
        .filter({ hasText: component })
        .evaluateAll((lines) => lines.map((line) => line.querySelector('p:last-child')?.textContent ?? ''));
    await expect.poll(() => texts(page, 'component-state')).toEqual(Array(7).fill('active'));

    await demo.press('Fail: MemoryStore');
    await memory.getByText('error', { exact: true }).waitFor();
    await memory.getByText('active', { exact: true }).waitFor();
    expect(await memory.getByTestId('restarts').textContent()).toBe('1 restart');
    await page.getByTestId('component-LearningSystem').getByText('1 restart').waitFor();
    await expect
      .poll(() => log('MemoryStore'))
      .toEqual(expect.arrayContaining(['Error: The connection to its worker was lost. Restarted.', 'active']));
    expect(await log('MemoryStore')).toContain('error: The connection to its worker was lost');

    await demo.press('Break down: UXRepository');
    await page.getByRole('tab', { name: /^Components ?, 1 error$/ }).waitFor();
    await ux.getByText('restart failed: its index still cannot be read').waitFor();
    expect(await log('UXRepository')).toContain('Fatal error: Its index cannot be read. Not restarted at once.');
    expect(await ux.getByTestId('contradiction').count()).toBe(0);
    await demo.press('Repair UXRepository');
    await ux.getByText('active', { exact: true }).waitFor();
    await demo.goTo('Consistency');
    await demo.press('Check now');
    await expect.poll(() => texts(page, 'verdict')).toEqual(['Consistent']);
  }));

test('configuration can be changed and takes effect; a bad value is refused at its field', () =>
  withDemo(async (demo, page) => {
    await demo.goTo('Configuration');
    const timer = page.getByTestId('timer-consistency');
    const runs = async () => Number.parseInt((await timer.getByTestId('runs').textContent()) ?? '', 10);
    const field = page.locator('input[name=consistencyCheckInterval]');

    await setNumber(page, 'consistencyCheckInterval', '-5');
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('consistencyCheckInterval has to be a number from 0').waitFor();
    await field.press('Escape');
    expect(await field.inputValue()).toBe('5000');
    expect(await field.getAttribute('aria-invalid')).not.toBe('true');
    await setNumber(page, 'backupRetention.manual', '2.5');
    await page.getByText('backupRetention has to be').waitFor();

    await setNumber(page, 'consistencyCheckInterval', '100');
    await timer.getByText('every 100 ms').waitFor();
    const before = await runs();
    await expect.poll(runs, { timeout: 4000 }).toBeGreaterThan(before + 5);
    await setNumber(page, 'consistencyCheckInterval', '0');
    await timer.getByText('off').waitFor();
    // One may be under way.
    await page.waitForTimeout(300);
    const stopped = await runs();
    await page.waitForTimeout(700);
    expect(await runs()).toBe(stopped);

    // What is allowed now was refused before, and what is kept is there after a reload.
    await page.locator('input[name=validationEnabled]').uncheck({ force: true });
    await demo.goTo('State');
    await demo.press('Try a wrong update');
    await demo.savedAt(START + 1);
    await page.reload();
    await demo.ready();
    await demo.goTo('Configuration');
    expect(await field.inputValue()).toBe('0');
    expect(await page.locator('input[name=validationEnabled]').isChecked()).toBe(false);
  }));

test('what was done is taken back and made again, and the history says so', () =>
  withDemo(async (demo, page) => {
    const node = { type: 'pattern', source: 'test', confidence: '0.8', importance: '0.6', tags: '' };
    await demo.addNode({ ...node, text: 'First' });
    await demo.addNode({ ...node, text: 'Second' });
    const shown = async () => {
      await demo.goTo('State');
      const nodes = await demo.nodes();
      await demo.goTo('History');
      return nodes.map(({ text }) => text);
    };
    expect(await shown()).toEqual(['Second', 'First']);
    const entries = () =>
      page
        .getByTestId('history-entry')
        .evaluateAll((items) =>
          items.map((item) => [
            item.querySelector('[data-testid=entry-source]')?.textContent,
            (item as HTMLElement).dataset.undone,
          ]),
        );
    expect(await entries()).toHaveLength(START + 2);
    expect(await page.getByRole('button', { name: 'Redo' }).isDisabled()).toBe(true);

    await demo.press('Undo');
    await expect
      .poll(async () => (await entries()).slice(0, 3))
      .toEqual([
        ['undo', 'false'],
        ['dashboard', 'true'],
        ['dashboard', 'false'],
      ]);
    expect(await shown()).toEqual(['First']);
    await page.keyboard.press('Control+z');
    // What components did is not what people did.
    await expect.poll(() => page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true);
    expect(await shown()).toEqual([]);
    await demo.press('Redo');
    expect(await shown()).toEqual(['First']);
    await page.keyboard.press('Control+Shift+z');
    expect(await shown()).toEqual(['Second', 'First']);
    expect(await page.getByRole('button', { name: 'Redo' }).isDisabled()).toBe(true);
    expect(await demo.version()).toBe(START + 6);
  }));

test('statistics count what was done and how long it took', () =>
  withDemo(async (demo, page) => {
    await demo.press('Try a wrong update');
    await demo.goTo('Statistics');
    const update = page.getByTestId('operation-update');
    await expect.poll(() => update.getByTestId('operation-count').textContent()).toBe(String(START + 1));
    for (const percentile of ['p50', 'p95', 'p99', 'max'])
      expect(Number(await update.getByTestId(`operation-${percentile}`).textContent()), percentile).toBeGreaterThan(0);
    expect(await page.getByTestId('error-rate').textContent()).toMatch(/^[1-9][\d.]* %$/);
  }));
