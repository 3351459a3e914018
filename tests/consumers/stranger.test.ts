import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { freshProfile, launch, serve } from '../e2e/harness.ts';
import { type Block, blocksOf, root } from '../unit/lib/examples.ts';
import { emptyFolder, type Project } from './project.ts';

/** The steps of the section, in their order. */
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const section = /^## Ten minutes.*?(?=^## )/ms.exec(readme)?.[0] ?? '';
const steps = blocksOf(section).filter(({ language }) => ['sh', 'ts', 'tsx'].includes(language));

let app: Project;
/** The last command: what the page is served with. */
let command: string;
beforeAll(async () => {
  app = emptyFolder('stranger');
  command = await follow(steps);
  return () => app[Symbol.dispose]();
});

/** Does what the steps say; gives back the last command, which does not end by itself. */
async function follow(steps: readonly Block[]): Promise<string> {
  const lines = steps.flatMap((step): (string | Block)[] =>
    step.language === 'sh' ? step.code.trim().split('\n') : [step],
  );
  const last = lines.pop();
  if (typeof last !== 'string') throw new Error('The last step is no command.');
  for (const line of lines) {
    if (typeof line === 'string') await type(line);
    else write(line);
  }
  return last;
}

async function type(line: string): Promise<void> {
  const [program = '', ...args] = line.split(' ');
  if (program === 'cd') app.enter(args.join(' '));
  else await app.run(program, ...args.map((arg) => (arg === 'holdfast' ? app.packed : arg)));
}

function write({ file, code }: Block): void {
  if (file === undefined) throw new Error(`Into which file goes this?\n${code}`);
  const target = path.join(app.directory, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, code);
}

test('the steps are those of somebody who begins with nothing', () => {
  expect(steps.map(({ language, file }) => file ?? language)).toEqual(['sh', 'src/todos.ts', 'src/App.tsx', 'sh']);
  expect(command).toBe('npm run dev');
  expect(existsSync(path.join(app.directory, 'node_modules', 'holdfast', 'dist', 'index.js'))).toBe(true);
});

test('the application keeps what is good and refuses what is not, on the development server', async () => {
  const [program = '', ...args] = command.split(' ');
  await using server = await app.serve(program, ...args, '--', '--port', '0', '--host', '127.0.0.1');
  await keepsAndRefuses(server.origin);
});

test('it builds, with its types, and does the same when it is built', async () => {
  const output = await app.run('npm', 'run', 'build');
  expect(output).not.toMatch(/warn/i);
  await using server = await serve(path.join(app.directory, 'dist'));
  await keepsAndRefuses(server.origin);
});

async function keepsAndRefuses(url: string): Promise<void> {
  using profile = freshProfile();
  const complaints: string[] = [];
  const entries = async () => (await page.locator('li label').allTextContents()).map((text) => text.trim());
  const says = () => page.getByRole('status').textContent({ timeout: 30_000 });
  const field = () => page.getByLabel('What is to be done');
  const add = async (text: string) => {
    await field().fill(text, { timeout: 30_000 });
    await page.getByRole('button', { name: 'Add' }).click();
  };
  const open = async (browser: Awaited<ReturnType<typeof launch>>) => {
    const page = await browser.open('about:blank');
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(url);
    return page;
  };

  let browser = await launch(profile);
  let page = await open(browser);
  try {
    await add('Buy milk');
    await add('Read on');
    await expect.poll(entries, { timeout: 10_000 }).toEqual(['Buy milk', 'Read on']);
    await page.getByRole('checkbox', { name: 'Buy milk' }).check();
    await expect.poll(says, { timeout: 10_000 }).toBe('Saved');

    // It survives a reload, and a browser that is killed.
    await page.reload();
    await expect.poll(entries, { timeout: 30_000 }).toEqual(['Buy milk', 'Read on']);
    await browser.kill();
    browser = await launch(profile);
    page = await open(browser);
    await expect.poll(entries, { timeout: 30_000 }).toEqual(['Buy milk', 'Read on']);
    expect(await page.getByRole('checkbox', { name: 'Buy milk' }).isChecked()).toBe(true);

    // It refuses what is not valid, says why, and keeps what was typed.
    for (const bad of ['', 'x'.repeat(41)]) {
      await add(bad);
      await expect.poll(says).toMatch(/^expected /);
      expect(await field().inputValue()).toBe(bad);
      expect(await entries()).toEqual(['Buy milk', 'Read on']);
    }

    // Deleting, and taking that back.
    await page.getByRole('listitem').filter({ hasText: 'Read on' }).getByRole('button', { name: 'Delete' }).click();
    await expect.poll(entries).toEqual(['Buy milk']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(entries).toEqual(['Buy milk', 'Read on']);

    // A second tab follows.
    const second = await open(browser);
    await add('In both');
    await expect.poll(() => second.locator('li label').allTextContents(), { timeout: 10_000 }).toContain('In both');

    // The panel opens, and knows the model.
    await second.getByRole('button', { name: /holdfast/i }).click();
    await expect.poll(() => second.getByRole('tab', { name: 'State' }).count(), { timeout: 10_000 }).toBe(1);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
}
