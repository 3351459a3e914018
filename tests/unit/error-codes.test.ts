/** Whatever fails underneath, the code of a `StateSyncError` is one of ours. */
import { type StateSync, StateSyncError } from 'holdfast';
import { expect, test } from 'vitest';
import { translateError } from '../../pkg/src/engine/errors.js';
import { type Loose, openLoose } from './lib/open.js';

test.each([
  ['of Node', Object.assign(new TypeError('no text'), { code: 'ERR_INVALID_ARG_TYPE' })],
  ['of a browser', new DOMException('full', 'QuotaExceededError')],
  ['of nobody', 'thrown text'],
])('an error %s has the code engine_failed, and is the cause', (_, cause) => {
  const error = translateError(cause);
  expect(error).toBeInstanceOf(StateSyncError);
  expect(error).toMatchObject({ code: 'engine_failed', cause });
});

test('an error of the engine keeps its code', () => {
  expect(translateError(Object.assign(new Error('full'), { code: 'quota_exceeded' })).code).toBe('quota_exceeded');
});

const wrong: [string, (sync: StateSync<Loose>) => unknown, RegExp][] = [
  ['createStateBackup(5)', (sync) => sync.createStateBackup(5 as never), /label.*not 5/],
  ['createStateBackup(null)', (sync) => sync.createStateBackup(null as never), /label.*not null/],
];

test.each(wrong)('%s rejects with the argument that is wrong', async (_, act, message) => {
  const sync = await openLoose({ n: 0 });
  await expect((async () => act(sync))()).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(message),
  });
});
