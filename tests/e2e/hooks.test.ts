/** The hooks in a page that the React Compiler has compiled, under the strictest policy that lets the engine run, and hot reloaded. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import type { Page } from 'playwright-core';
import { createServer } from 'vite';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { buildPage, freshProfile, launch, reactCompiler, serve } from './harness.ts';

let directory: string;
beforeAll(async () => {
  directory = await buildPage('hooks', { plugins: [reactCompiler()] });
});

/** Much longer than it takes: the machine may have other things to do. */
const soon = { timeout: 20_000 };

const shown = (page: Page, id: string) => page.getByTestId(id).textContent();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();

/** Uses every hook; what comes of it is the same in all the ways that the page can be made. */
async function use(page: Page): Promise<void> {
  await expect.poll(() => shown(page, 'stars-a'), soon).toBe('1');
  await press(page, 'more');
  expect(await shown(page, 'stars-a')).toBe('2');
  expect(await shown(page, 'chosen')).toBe('a 2');
  await press(page, 'show b');
  await press(page, 'more');
  expect(await shown(page, 'stars-b')).toBe('3');
  expect(await shown(page, 'chosen')).toBe('a 2');
  await press(page, 'choose b');
  expect(await shown(page, 'chosen')).toBe('b 3');
  await press(page, 'too many');
  expect(await shown(page, 'rejected')).toBe('1');
  expect(await shown(page, 'version')).toBe('3');
  await expect.poll(() => shown(page, 'events'), soon).toBe('1 2 3');
  await press(page, 'one event');
  await expect.poll(() => shown(page, 'events'), soon).toBe('3');
  await expect.poll(() => shown(page, 'updates'), soon).toBe('4');
  await press(page, 'undo 3');
  expect(await shown(page, 'chosen')).toBe('a 2');
  await press(page, 'backups 0');
  await page.getByRole('button', { name: 'backups 1' }).waitFor();
  await expect.poll(() => shown(page, 'phase'), soon).toBe('ready');
}

/** What the page complains of. */
function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on('pageerror', (error) => found.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) found.push(message.text());
  });
  return found;
}

const policy = (scripts: string) => ({
  headers: {
    'content-security-policy': `default-src 'self'; img-src data:; script-src ${scripts}; require-trusted-types-for 'script'; trusted-types 'none'`,
  },
});

test.each([
  ['', undefined],
  [' under a strict content security policy with trusted types', policy("'self' 'wasm-unsafe-eval'")],
])('every hook works in components that the React Compiler has compiled%s', async (_, headers) => {
  await using server = await serve(directory, () => headers);
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open('about:blank');
  const found = complaints(page);
  await page.goto(server.origin);
  await use(page);
  expect(found).toEqual([]);
});

test('a policy that forbids the engine is named in the error, with the remedy', async () => {
  await using server = await serve(directory, () => policy("'self'"));
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open('about:blank');
  const error = page.waitForEvent('pageerror');
  await page.goto(server.origin);
  expect((await error).message).toContain("add 'wasm-unsafe-eval' to script-src");
});

test('the state stays when the modules that use it and the one that makes it are edited', async () => {
  // Inside the project, so that packages are found; a copy, since it is edited.
  const root = await mkdtemp(path.join(import.meta.dirname, 'pages', '.hot-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await cp(path.join(import.meta.dirname, 'pages', 'hooks'), root, { recursive: true });
  const server = await createServer({
    configFile: false,
    logLevel: 'error',
    root,
    cacheDir: path.join(root, '.vite'),
    plugins: [react()],
    server: { host: '127.0.0.1', port: 0, fs: { strict: false } },
    optimizeDeps: { exclude: ['holdfast'] },
  });
  onTestFinished(() => server.close());
  await server.listen();
  using profile = freshProfile();
  await using browser = await launch(profile);
  const page = await browser.open('about:blank');
  const found = complaints(page);
  await page.goto(server.resolvedUrls?.local[0] ?? '');
  await expect.poll(() => shown(page, 'stars-a').catch(() => ''), soon).toBe('1');
  await press(page, 'more');
  await page.evaluate(() => {
    window.isSamePage = true;
  });

  const edit = async (file: string, from: string, to: string) => {
    const text = await readFile(path.join(root, file), 'utf8');
    await writeFile(path.join(root, file), text.replace(from, to));
  };
  await edit('app.tsx', 'Version one', 'Version two');
  await expect.poll(() => page.locator('h1').textContent(), soon).toBe('Version two of the page');
  expect(await shown(page, 'stars-a')).toBe('2');

  await edit('state.ts', 'export const sync', '// Edited.\nexport const sync');
  await edit('app.tsx', 'Version two', 'Version three');
  await expect.poll(() => page.locator('h1').textContent(), soon).toBe('Version three of the page');
  await press(page, 'more');
  expect(await shown(page, 'stars-a')).toBe('3');
  expect(await page.evaluate(() => window.isSamePage)).toBe(true);
  expect(found).toEqual([]);
});

declare global {
  interface Window {
    isSamePage?: boolean;
  }
}
