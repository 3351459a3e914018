/** Validators: checks of other libraries (Standard Schema) at places of the state, asked before an update is applied. */
import { type } from 'arktype';
import { createStateSync, defineModel, type Model, type ModelValidator, type StateSync } from 'holdfast';
import { createTestStateSync, reloadTestStateSync } from 'holdfast/testing';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

interface Booking {
  from: number;
  to: number;
  tags?: string[];
}
interface Bookings {
  bookings: Map<string, Booking>;
  list: Booking[];
  title: string | null;
}

const booking = {
  type: 'object',
  required: ['from', 'to'],
  properties: { from: { type: 'number' }, to: { type: 'number' } },
};
const initial = (): Bookings => ({ bookings: new Map([['a', { from: 1, to: 2 }]]), list: [], title: null });

function modelWith(...validators: ModelValidator[]): Model<Bookings> {
  return defineModel<Bookings>({
    name: 'bookings',
    version: 1,
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        bookings: { type: 'object', 'x-map': true, additionalProperties: booking },
        list: { type: 'array', items: booking },
        title: { type: ['string', 'null'] },
      },
    },
    initial,
    validators,
  });
}

/** Counts what it is asked. */
function asked(complain: (value: unknown) => string | undefined = () => undefined) {
  const values: unknown[] = [];
  const validate = (value: unknown) => {
    values.push(value);
    const message = complain(value);
    return message === undefined ? { value } : { issues: [{ message }] };
  };
  return { values, schema: { '~standard': { version: 1, vendor: 'test', validate } } as const };
}

const bookingsOf = (sync: StateSync<Bookings>) => sync.getState().bookings;
const set = (key: string, value: Booking) => ({ bookings: new Map([[key, value]]) });

const libraries = {
  zod: z
    .object({ from: z.number(), to: z.number() })
    .refine((it) => it.from < it.to, { message: 'ends first', path: ['to'] }),
  valibot: v.pipe(
    v.object({ from: v.number(), to: v.number() }),
    v.forward(
      v.partialCheck([['from'], ['to']], (it) => it.from < it.to, 'ends first'),
      ['to'],
    ),
  ),
  arktype: type({ from: 'number', to: 'number' }).narrow((it, context) =>
    it.from < it.to ? true : context.reject({ path: ['to'], problem: 'ends first' }),
  ),
};

describe.each(Object.entries(libraries))('a refinement of %s', (_, schema) => {
  test('refuses an update before it is applied, with the place and the reason', async () => {
    await using sync = await createTestStateSync({ model: modelWith({ at: '/bookings/*', schema }) });
    const before = sync.getState();
    const { accepted, issues, version } = sync.update(set('b~/c', { from: 3, to: 2 }));
    expect({ accepted, version }).toEqual({ accepted: false, version: 0 });
    expect(issues).toEqual([
      expect.objectContaining({
        code: 'schema/validator',
        severity: 'error',
        pointer: '/bookings/b~0~1c/to',
        message: expect.stringContaining('ends first'),
      }),
    ]);
    expect(sync.getState()).toBe(before);
    expect(sync.update(set('b', { from: 1, to: 2 })).accepted).toBe(true);
  });
});

describe('what is asked', () => {
  test('is every value that an update makes new, as a whole, and nothing where it makes none', async () => {
    const { values, schema } = asked();
    await using sync = await createTestStateSync({ model: modelWith({ at: '/bookings/*', schema }) });
    expect(values.splice(0)).toEqual([{ from: 1, to: 2 }]);
    sync.update({ title: 'other' });
    expect(values).toEqual([]);
    sync.update(set('b', { from: 1, to: 5 }));
    expect(values.splice(0)).toContainEqual({ from: 1, to: 5 });
    sync.update({ bookings: new Map([['b', { to: 6 }]]) });
    expect(values.splice(0)).toContainEqual({ from: 1, to: 6 });
  });

  test('is one of thousands if one of thousands has changed', async () => {
    const { values, schema } = asked();
    await using sync = await createTestStateSync({ model: modelWith({ at: '/bookings/*', schema }) });
    sync.update({ bookings: new Map(Array.from({ length: 5_000 }, (_, i) => [`n${i}`, { from: i, to: i + 1 }])) });
    values.length = 0;
    sync.update((draft) => void (draft.bookings.get('n4000') as Booking).to++);
    expect(values).toEqual([{ from: 4_000, to: 4_002 }]);
  });

  test('is elements of arrays, one place of them, several places, and the whole', async () => {
    const [each, second, both, whole] = [asked(), asked(), asked(), asked()];
    const model = modelWith(
      { at: '/list/*', schema: each.schema },
      { at: '/list/1', schema: second.schema },
      { at: ['/list/*', '/bookings/*'], schema: both.schema },
      { at: '', schema: whole.schema },
    );
    await using sync = await createTestStateSync({ model });
    for (const { values } of [each, second, both, whole]) values.length = 0;
    const [a, b] = [
      { from: 1, to: 2 },
      { from: 3, to: 4 },
    ];
    sync.update({ list: [a, b], ...set('c', a) });
    expect(each.values).toEqual(expect.arrayContaining([a, b]));
    expect(second.values[0]).toEqual(b);
    expect(second.values).not.toContainEqual(a);
    expect(both.values.length).toBeGreaterThanOrEqual(3);
    expect(whole.values.at(-1)).toEqual(sync.getState());
    expect((whole.values.at(-1) as Bookings).bookings).toBeInstanceOf(Map);
  });

  test('is a copy: what a validator does to it changes nothing', async () => {
    const { schema } = asked((value) => void Object.assign(value as Booking, { to: 99 }));
    await using sync = await createTestStateSync({ model: modelWith({ at: '/bookings/*', schema }) });
    sync.update(set('b', { from: 1, to: 2 }));
    expect(bookingsOf(sync).get('b')).toEqual({ from: 1, to: 2 });
  });

  test('is nothing that the schema refuses already', async () => {
    const { values, schema } = asked();
    await using sync = await createTestStateSync({ model: modelWith({ at: '/bookings/*', schema }) });
    values.length = 0;
    expect(sync.update(set('b', { from: 1 } as Booking)).issues).toHaveLength(1);
    expect(values).toEqual([]);
  });
});

describe('whoever changes the state', () => {
  const { schema } = asked((value) => ((value as Booking).to > 100 ? 'too long' : undefined));
  const model = modelWith({ at: '/bookings/*', schema });

  test('validateState finds what got in while validation was off', async () => {
    await using sync = await createTestStateSync({ model, config: { validationEnabled: false } });
    sync.update(set('b', { from: 1, to: 200 }));
    const { isValid, errors, issues } = await sync.validateState();
    expect({ isValid, errors: errors.length }).toEqual({ isValid: false, errors: 1 });
    expect(issues[0]).toMatchObject({ code: 'schema/validator', pointer: '/bookings/b', message: 'too long' });
  });

  test('undo is refused if a validator refuses what was there', async () => {
    await using sync = await createTestStateSync({ model, config: { validationEnabled: false } });
    sync.update(set('b', { from: 1, to: 200 }));
    sync.update(set('b', { from: 1, to: 3 }));
    sync.updateSyncConfig({ validationEnabled: true });
    expect(sync.undo()).toBe(false);
    expect(sync.status.lastRejection?.issues[0]?.code).toBe('schema/validator');
  });

  test('an imported state is asked too', async () => {
    await using lax = await createTestStateSync({ model: modelWith() });
    lax.update(set('b', { from: 1, to: 200 }));
    await using sync = await createTestStateSync({ model });
    const { accepted, issues } = await sync.importState(await lax.exportState());
    expect({ accepted, pointer: issues[0]?.pointer }).toEqual({ accepted: false, pointer: '/bookings/b' });
  });

  test('what is stored is loaded as it is, and judged when it changes', async () => {
    await using lax = await createTestStateSync({ model: modelWith() });
    await lax.update(set('b', { from: 1, to: 200 })).durable;
    await using sync = await reloadTestStateSync(lax, { model });
    expect(bookingsOf(sync).get('b')?.to).toBe(200);
    expect(sync.update({ title: 'elsewhere' }).accepted).toBe(true);
    expect(sync.update({ bookings: new Map([['b', { from: 2 }]]) }).accepted).toBe(false);
  });

  test('an initial state that a validator refuses is an invalid model', async () => {
    const strict = asked(() => 'never').schema;
    const sync = createStateSync({ name: 'never', model: modelWith({ at: '', schema: strict }), storage: 'memory' });
    await expect(sync.ready).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringContaining('never'),
    });
    await sync.close();
  });
});

describe('a validator that misbehaves', () => {
  const answers = (validate: () => unknown): ModelValidator => ({
    at: '/bookings/b',
    schema: { '~standard': { validate: validate as () => { issues?: undefined } } },
  });
  const refusedBy = async (validate: () => unknown) => {
    await using sync = await createTestStateSync({ model: modelWith(answers(validate)) });
    const { issues } = sync.update(set('b', { from: 1, to: 2 }));
    expect(sync.update({ title: 'the engine is well' }).accepted).toBe(true);
    return issues.map((issue) => issue.message).join();
  };

  test('by throwing refuses the update, and says so', async () => {
    const message = await refusedBy(() => {
      throw new Error('broken');
    });
    expect(message).toContain('the validator failed: Error: broken');
  });

  test('by never ending its recursion refuses the update', async () => {
    const forever = (): unknown => [forever()];
    expect(await refusedBy(forever)).toContain('RangeError');
  });

  test('by answering with a promise refuses the update, and the promise is nobody’s unhandled rejection', async () => {
    expect(await refusedBy(() => Promise.reject(new Error('late')))).toContain('promise');
  });

  test('by reading or changing the state is told that it cannot', async () => {
    let sync: StateSync<Bookings> | undefined;
    const errors: string[] = [];
    const attempts: ((it: StateSync<Bookings>) => unknown)[] = [
      (it) => it.update({ title: 'inside' }),
      (it) => it.get('/title'),
      (it) => it.undo(),
      (it) => it.history(),
      (it) => it.findOrphanedData(),
    ];
    const { schema } = asked(() => {
      for (const attempt of sync ? attempts : []) {
        try {
          attempt(sync as StateSync<Bookings>);
        } catch (error) {
          errors.push((error as { code: string }).code);
        }
      }
      return undefined;
    });
    sync = await createTestStateSync({ model: modelWith({ at: '/bookings/*', schema }) });
    expect(sync.update(set('b', { from: 1, to: 2 })).accepted).toBe(true);
    expect(errors).toEqual(attempts.map(() => 'not_ready'));
    expect(sync.getState().title).toBeNull();
    await sync.close();
  });
});

describe('a definition', () => {
  const mistake = (validators: unknown): unknown => {
    try {
      return modelWith(...(validators as ModelValidator[]));
    } catch (error) {
      return (error as { pointer: string }).pointer;
    }
  };

  test.each([
    ['/validators/0/at', [{ schema: z.string() }]],
    ['/validators/0/at', [{ at: 'title', schema: z.string() }]],
    ['/validators/0/schema', [{ at: '/title', schema: { type: 'string' } }]],
    ['/validators/0/schema', [{ at: '/title', schema: () => true }]],
    [
      '/validators/1/more',
      [
        { at: '/title', schema: z.string() },
        { at: '', schema: z.any(), more: 1 },
      ],
    ],
  ])('wrong at %s', (pointer, validators) => {
    expect(mistake(validators)).toBe(pointer);
  });

  test('whose schema names a validator that is not there is refused', async () => {
    const model = defineModel({ name: 'x', version: 1, schema: { 'x-validator': 0 }, initial: () => ({}) });
    const sync = createStateSync({ name: 'no-validator', model, storage: 'memory' });
    await expect(sync.ready).rejects.toMatchObject({ code: 'invalid_model', pointer: '/schema/x-validator' });
    await sync.close();
  });
});
