import { beforeAll, describe, expect, test } from 'vitest';
import { counts } from './counter.ts';
import { type Project, project } from './project.ts';

let app: Project;
let server: { readonly origin: string } & AsyncDisposable;
beforeAll(async () => {
  app = await project('next', ['next@^16', 'react', 'react-dom']);
  await app.run('next', 'build');
  server = await app.serve('next', 'start', '--port', '0', '--hostname', '127.0.0.1');
  return async () => {
    await server[Symbol.asyncDispose]();
    app[Symbol.dispose]();
  };
});

describe('Next.js, rendered on the server', () => {
  test('shows the initial state in the HTML, and takes the page over without a warning', async () => {
    const html = await (await fetch(server.origin)).text();
    expect(html).toContain('count 0, not saved strict');
    await counts(server.origin);
  });

  test('useSuspenseSync waits in the browser, and the page of the server stays until then', async () => {
    const html = await (await fetch(`${server.origin}/waiting`)).text();
    expect(html).toContain('count 0, not saved strict');
    await counts(`${server.origin}/waiting`);
  });
});
