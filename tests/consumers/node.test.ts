import { expect, test } from 'vitest';
import { project } from './project.ts';

test('Node imports the package, without React there', async () => {
  using app = await project('node', []);
  expect(JSON.parse(await app.run('node', 'main.js'))).toEqual({
    accepted: true,
    durable: true,
    refused: '/count',
    count: 1,
    valid: true,
    durability: 'memory',
  });
});
