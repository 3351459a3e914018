import { expect, test } from 'vitest';
import { project } from './project.ts';

test("an application's own tests run in Vitest: in Node, happy-dom and jsdom", async () => {
  using app = await project('vitest', ['vitest', 'happy-dom', 'jsdom@^29', 'react', 'react-dom']);
  const output = await app.run('vitest', 'run');
  expect(output).toMatch(/Test Files\s+3 passed/);
  expect(output).toMatch(/Tests\s+7 passed/);
});
