import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { serve } from '../e2e/harness.ts';
import { counts } from './counter.ts';
import { type Project, project } from './project.ts';

let app: Project;
beforeAll(async () => {
  app = await project('vite', ['vite', '@vitejs/plugin-react@^6', 'react', 'react-dom']);
  return () => app[Symbol.dispose]();
});

test('vite build', async () => {
  expect(await app.run('vite', 'build')).not.toMatch(/warn/i);
  expect(readdirSync(path.join(app.directory, 'dist', 'assets')).filter((file) => file.endsWith('.wasm'))).toHaveLength(
    1,
  );
  await using server = await serve(path.join(app.directory, 'dist'));
  await counts(server.origin);
});

test('vite, the development server', async () => {
  await using server = await app.serve('vite', '--port', '0');
  await counts(server.origin);
});
