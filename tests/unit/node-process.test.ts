/** A process of Node that uses the built package. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { packageRoot } from '../consumers/pack.ts';

const run = promisify(execFile);

/** What a process prints that has opened an instance `sync` and done something with it. */
async function printed(script: string): Promise<string> {
  const opening = `
    import { createStateSync, defineModel } from 'holdfast';
    const model = defineModel({ name: 'm', version: 1, schema: true, initial: () => ({ n: 0 }) });
    const sync = createStateSync({ name: 'm', model });
    await sync.ready;`;
  const { stdout } = await run('node', ['--input-type=module', '-e', opening + script], {
    cwd: packageRoot,
    timeout: 20_000,
  });
  return stdout;
}

test('ends by itself while an instance is open', async () => {
  const script = `
    sync.registerComponent('feed', { heartbeatMs: 60_000 }).setStatus('active');
    console.log(await sync.update({ n: 1 }).durable);
    console.log((await sync.validateState()).isValid, (await sync.createStateBackup()).verified);
    console.log(process.getActiveResourcesInfo().includes('Timeout'));`;
  expect(await printed(script)).toBe('true\ntrue true\nfalse\n');
});

test('is not ended by what a listener throws', async () => {
  const script = `
    sync.subscribe(() => { throw new Error('boom'); });
    sync.update({ n: 1 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    console.log(sync.get('/n'));`;
  expect(await printed(script)).toBe('1\n');
});
