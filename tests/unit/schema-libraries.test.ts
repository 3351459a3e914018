/** Models whose schemas come from zod, valibot and arktype, through the Standard JSON Schema interface. */
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { createStateSync, defineModel, type StandardJsonSchema } from 'holdfast';
import { compileSchema } from 'holdfast/schema';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { z } from 'zod';

interface State {
  notes: Record<string, { text: string; stars: number; kind?: 'a' | 'b' | undefined }>;
  tags: string[];
  pair: [string, number];
}

const schemas = {
  zod: z.object({
    notes: z.record(
      z.string(),
      z.object({ text: z.string().min(1), stars: z.int().min(0).max(5), kind: z.enum(['a', 'b']).optional() }),
    ),
    tags: z.array(z.string().regex(/^[a-z]+$/)),
    pair: z.tuple([z.string(), z.number()]),
  }),
  valibot: toStandardJsonSchema(
    v.object({
      notes: v.record(
        v.string(),
        v.object({
          text: v.pipe(v.string(), v.minLength(1)),
          stars: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5)),
          kind: v.optional(v.picklist(['a', 'b'])),
        }),
      ),
      tags: v.array(v.pipe(v.string(), v.regex(/^[a-z]+$/))),
      pair: v.tuple([v.string(), v.number()]),
    }),
  ),
  arktype: type({
    notes: { '[string]': { text: 'string>=1', stars: '0<=number.integer<=5', 'kind?': "'a'|'b'" } },
    tags: '/^[a-z]+$/[]',
    pair: ['string', 'number'],
  }),
};

const initial = (): State => ({ notes: { n1: { text: 'x', stars: 1 } }, tags: ['ab'], pair: ['a', 1] });

describe.each(Object.entries(schemas))('a schema of %s', (vendor, schema) => {
  test('judges the updates of a model', async () => {
    const given = schema as StandardJsonSchema<State>;
    const model = defineModel<State>({ name: vendor, version: 1, schema: given, initial });
    const sync = createStateSync({ name: `library-${vendor}`, model, storage: 'memory' });
    onTestFinished(() => sync.close());
    await sync.ready;
    const refused = (change: object) => {
      const { accepted, issues } = sync.update(change as never);
      return accepted ? undefined : issues[0]?.pointer;
    };
    expect(refused({ notes: { n2: { text: 'y', stars: 5, kind: 'b' } }, tags: ['b', 'c'] })).toBeUndefined();
    expect(refused({ notes: { n2: { stars: 6 } } })).toBe('/notes/n2/stars');
    expect(refused({ notes: { n2: { stars: 1.5 } } })).toBe('/notes/n2/stars');
    expect(refused({ notes: { n2: { text: '' } } })).toBe('/notes/n2/text');
    expect(refused({ notes: { n2: { kind: 'c' } } })).toBe('/notes/n2/kind');
    expect(refused({ tags: ['B'] })).toBe('/tags/0');
    expect(refused({ pair: [1, 1] })).toBe('/pair/0');
    expect(refused({ pair: ['a'] })).toBe('/pair');
    expect(sync.getState().notes.n2).toEqual({ text: 'y', stars: 5, kind: 'b' });
  });

  test('can be compiled alone', async () => {
    const alone = compileSchema(schema as StandardJsonSchema);
    await alone.ready;
    expect(alone.validate(initial()).isValid).toBe(true);
    expect(alone.validate({ ...initial(), tags: 'no' }).issues[0]?.pointer).toBe('/tags');
  });
});

test('the state has the type that the library says', () => {
  const made = defineModel({ name: 'typed', version: 1, schema: schemas.zod, initial });
  expectTypeOf(made.initial()).toEqualTypeOf<State>();
});
