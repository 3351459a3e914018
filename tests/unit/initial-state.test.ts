/** A model whose `initial` gives no state: told where the instance is made, with the place in the model and the cause. */
import { createStateSync, defineModel } from 'holdfast';
import { expect, test } from 'vitest';

const boom = new Error('boom');

test.each<[string, () => unknown, RegExp, unknown]>([
  [
    'throws',
    () => {
      throw boom;
    },
    /boom/,
    boom,
  ],
  ['gives undefined', () => undefined, /undefined/, undefined],
  ['gives a promise', async () => ({ n: 0 }), /promise/i, undefined],
])('an initial that %s', (_, initial, message, cause) => {
  const model = defineModel({ name: 'm', version: 1, schema: true, initial });
  const make = () => createStateSync({ name: 'no-initial', model, storage: 'memory' });
  expect(make).toThrow(
    expect.objectContaining({
      ...{ name: 'StateSyncError', code: 'invalid_model', pointer: '/initial' },
      message: expect.stringMatching(message),
    }),
  );
  if (cause) expect(make).toThrow(expect.objectContaining({ cause }));
});

test('is not asked for when a model is defined', () => {
  const initial = () => {
    throw boom;
  };
  expect(() => defineModel({ name: 'm', version: 1, schema: true, initial })).not.toThrow();
});
