import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { counts } from './counter.ts';
import { type Project, project } from './project.ts';

let app: Project;
beforeAll(async () => {
  app = await project('single', ['vite', 'vite-plugin-singlefile@^2', 'esbuild@^0.28', 'react', 'react-dom']);
  return () => app[Symbol.dispose]();
});

test.each([
  ['vite-plugin-singlefile', () => app.run('vite', 'build'), 'dist-vite'],
  ['esbuild', () => app.run('node', 'esbuild.js'), 'dist-esbuild'],
])('%s makes a page of one file, opened from the disk', async (_, build, directory) => {
  await build();
  const output = path.join(app.directory, directory);
  expect(readdirSync(output)).toEqual(['index.html']);
  await counts(pathToFileURL(path.join(output, 'index.html')).href);
});
