import path from 'node:path';
import { test } from 'vitest';
import { serve } from '../e2e/harness.ts';
import { counts } from './counter.ts';
import { project } from './project.ts';

test('webpack 5, with nothing configured', async () => {
  using app = await project('webpack', ['webpack@^5', 'react', 'react-dom']);
  await app.run('node', 'build.js');
  await using server = await serve(path.join(app.directory, 'dist'));
  await counts(server.origin);
});
