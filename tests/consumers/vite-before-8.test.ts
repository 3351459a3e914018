import { beforeAll, test } from 'vitest';
import { counts } from './counter.ts';
import { type Project, project } from './project.ts';

let app: Project;
beforeAll(async () => {
  app = await project('vite', ['vite@^7', '@vitejs/plugin-react@^5', 'react@^18', 'react-dom@^18']);
  return () => app[Symbol.dispose]();
});

test('vite 7 with React 18, the development server, which bundles packages without the files beside them', async () => {
  await using server = await app.serve('vite', '--port', '0');
  await counts(server.origin);
});
