/** Next.js 16 makes projects with Turbopack, and with webpack if it is told to. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { counts } from './counter.ts';
import { type Project, project, type Served } from './project.ts';

let app: Project;
beforeAll(async () => {
  app = await project('next', ['next@^16', 'react', 'react-dom']);
  return () => app[Symbol.dispose]();
});

const start = (mode: 'start' | 'dev') => app.serve('next', mode, '--port', '0', '--hostname', '127.0.0.1');

describe.each([
  ['Turbopack', []],
  ['webpack', ['--webpack']],
] as const)('Next.js built with %s, rendered on the server', (bundler, options) => {
  let server: Served;
  beforeAll(async () => {
    expect(await app.run('next', 'build', ...options)).toMatch(new RegExp(`Next\\.js 16\\S* \\(${bundler}\\)`));
    server = await start('start');
  });
  afterAll(() => server[Symbol.asyncDispose]());

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

test('next dev, with Turbopack', async () => {
  await using server = await start('dev');
  expect(server.said).toMatch(/Next\.js 16\S* \(Turbopack\)/);
  await counts(server.origin);
});
