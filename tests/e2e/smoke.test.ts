/** The harness itself: without these, a test that kills a browser would prove nothing. */
import { expect, test } from 'vitest';
import { buildPage, freshProfile, launch, serve } from './harness.ts';

test('a browser that is killed and started again on its profile has the data that was durable', async () => {
  await using server = await serve(await buildPage('smoke'));
  using profile = freshProfile();

  const first = await launch(profile);
  const page = await first.open(server.origin);
  await page.evaluate(() => window.keep('written'));
  await first.kill();
  expect(() => process.kill(first.pid, 0)).toThrow('ESRCH');

  await using second = await launch(profile);
  const again = await second.open(server.origin);
  expect(await again.evaluate(() => window.kept())).toBe('written');
});

test('the server gives wasm its media type, and a broken answer where a test asks for one', async () => {
  await using server = await serve(await buildPage('smoke'), (pathname) =>
    pathname === '/missing.wasm' ? { status: 503, body: 'gone' } : undefined,
  );
  const page = await fetch(server.origin);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const broken = await fetch(`${server.origin}/missing.wasm`);
  expect([broken.status, broken.headers.get('content-type')]).toEqual([503, 'application/wasm']);
});
