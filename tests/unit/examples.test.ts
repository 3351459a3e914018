/** The examples of README and guides have their types, and print what they say. Those that need a page are in `examples-page.test.tsx`. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { type Example, freshFolder, root, shown, writeExamples } from './lib/examples.ts';

const { directory, remove } = freshFolder();
const examples = writeExamples(directory);
afterAll(remove);

test('there are examples, and each that is not run says why', () => {
  expect(examples.length).toBeGreaterThan(20);
  for (const { page, line, notRun } of examples)
    if (notRun !== undefined) expect(notRun.length, `${page}:${line}`).toBeGreaterThan(20);
  const run = examples.filter(({ notRun }) => notRun === undefined);
  expect(run.length).toBeGreaterThan(examples.length * 0.8);
});

test('their types are right', { timeout: 120_000 }, async () => {
  writeFileSync(
    path.join(directory, 'tsconfig.json'),
    JSON.stringify({
      extends: path.join(root, 'tests/tsconfig.json'),
      // What an application's own settings say of style is not ours.
      compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, types: ['node', 'vite/client'] },
      // Not by a pattern, which leaves out folders that begin with a dot.
      include: [],
      files: examples.map((example) => example.path),
    }),
  );
  const compiler = path.join(root, 'node_modules/.bin/tsc');
  const { stdout } = await promisify(execFile)(compiler, ['--noEmit', '-p', directory]).catch(
    (failure: { stdout: string }) => failure,
  );
  expect(stdout).toBe('');
});

const runs = examples.filter(({ needsPage, notRun }) => !needsPage && notRun === undefined);
const where = ({ page, line }: Example) => `${page}:${line}`;

describe('in Node', () => {
  for (const example of runs)
    if (example.isTest) describe(where(example), () => import(/* @vite-ignore */ example.path));
    else
      test(where(example), { timeout: 30_000 }, async () => {
        const log = vi.spyOn(console, 'log').mockImplementation(() => {});
        const error = vi.spyOn(console, 'error');
        try {
          await import(/* @vite-ignore */ example.path);
          expect(log.mock.calls.map(shown)).toEqual(example.prints);
          expect(error).not.toHaveBeenCalled();
        } finally {
          log.mockRestore();
          error.mockRestore();
        }
      });
});
