/** The first example of the README does what its comments say. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

test('the first example of the README prints what its comments say', async () => {
  const readme = await readFile(path.join(root, 'README.md'), 'utf8');
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1];
  if (!example) throw new Error('The README has no example.');
  // Inside the project, so that `holdfast` is found; without IndexedDB the state is kept in memory.
  const directory = await mkdtemp(path.join(import.meta.dirname, '.readme-'));
  const file = path.join(directory, 'example.ts');
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await writeFile(file, `${example}\nexport {};\n`);
    await import(/* @vite-ignore */ file);
    expect(log.mock.calls).toEqual([
      ['stars: undefined -> 3'],
      [true, 'Buy milk'],
      [true],
      [false, '/notes/today/stars', 'expected at most 5, found 9'],
    ]);
  } finally {
    log.mockRestore();
    await rm(directory, { recursive: true });
  }
});
