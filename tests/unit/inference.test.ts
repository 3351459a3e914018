/** What TypeScript knows of a state: from the type that is given, from `initial`, or from the schema of a library. */
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import {
  createStateSync,
  type DeepPartial,
  defineModel,
  type Json,
  type Model,
  type ModelDefinition,
  type StateSync,
} from 'holdfast';
import { type AssistantState, assistantModel } from 'holdfast/models/assistant';
import { useSuspenseSync, useSyncState } from 'holdfast/react';
import * as v from 'valibot';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';

interface Notes {
  notes: Map<string, { text: string; stars?: number }>;
  open: string | null;
}

const base = { name: 'inference', version: 1 } as const;
const notes = defineModel<Notes>({ ...base, schema: true, initial: () => ({ notes: new Map(), open: null }) });

test('a type that is given is the type of the state', () => {
  expectTypeOf(notes).toEqualTypeOf<Model<Notes>>();
  defineModel<Notes>({
    ...base,
    schema: true,
    // @ts-expect-error: `open` is missing
    initial: () => ({ notes: new Map() }),
  });
});

test('a schema may have lists of a certain length, which literals need not be told to be', () => {
  const pair = z.object({ p: z.tuple([z.number(), z.number()]) });
  expectTypeOf(defineModel({ ...base, schema: pair, initial: () => ({ p: [0, 0] }) })).toEqualTypeOf<
    Model<{ p: [number, number] }>
  >();
  defineModel({ ...base, schema: type({ p: ['number', 'number'] }), initial: () => ({ p: [0, 0] }) });
  // @ts-expect-error: texts are no numbers
  defineModel({ ...base, schema: pair, initial: () => ({ p: ['a', 'b'] }) });
});

test('without one it is what initial returns', () => {
  const model = defineModel({ ...base, schema: { type: 'object' }, initial: () => ({ n: 0, tags: [] as string[] }) });
  expectTypeOf(model).toEqualTypeOf<Model<{ n: number; tags: string[] }>>();
});

test('a schema of zod, valibot or arktype and initial have to agree', () => {
  const zod = z.object({ n: z.int(), kind: z.enum(['a', 'b']), tag: z.string().optional() });
  type Zod = z.output<typeof zod>;
  expectTypeOf(defineModel({ ...base, schema: zod, initial: (): Zod => ({ n: 0, kind: 'a' }) })).toEqualTypeOf<
    Model<Zod>
  >();
  // @ts-expect-error: n is no number
  defineModel({ ...base, schema: zod, initial: (): Zod => ({ n: '0', kind: 'a' }) });
  // @ts-expect-error: another type than the schema's
  defineModel<{ n: string }>({ ...base, schema: zod, initial: () => ({ n: '0' }) });

  const valibot = v.object({ n: v.number(), kind: v.picklist(['a', 'b']) });
  type Valibot = v.InferOutput<typeof valibot>;
  const ofValibot = defineModel({
    ...base,
    schema: toStandardJsonSchema(valibot),
    initial: (): Valibot => ({ n: 0, kind: 'a' }),
  });
  expectTypeOf(ofValibot).toEqualTypeOf<Model<Valibot>>();

  const arktype = type({ n: 'number', kind: "'a'|'b'" });
  const ofArktype = defineModel({
    ...base,
    schema: arktype,
    initial: (): typeof arktype.infer => ({ n: 0, kind: 'a' }),
  });
  expectTypeOf(ofArktype.initial()).toEqualTypeOf<{ n: number; kind: 'a' | 'b' }>();
});

test('a schema of a library decides: initial need not say which texts are allowed, or what may be left out', () => {
  const zod = z.object({ a: z.number(), kind: z.enum(['x', 'y']), tags: z.array(z.enum(['p', 'q'])) });
  const ofZod = defineModel({ ...base, schema: zod, initial: () => ({ a: 1, kind: 'x', tags: ['p'] }) });
  expectTypeOf(ofZod).toEqualTypeOf<Model<{ a: number; kind: 'x' | 'y'; tags: ('p' | 'q')[] }>>();
  const created = defineModel({
    ...{ ...base, schema: zod },
    initial: () => ({ a: 1, kind: 'x', tags: [] }),
    created: (state) => ({ ...state, a: state.a + 1 }),
  });
  expectTypeOf(created).toEqualTypeOf(ofZod);

  const arktype = type({ a: 'number', 'o?': 'string' });
  const ofArktype = defineModel({ ...base, schema: arktype, initial: () => ({ a: 1 }) });
  expectTypeOf(ofArktype).toEqualTypeOf<Model<{ a: number; o?: string }>>();

  const valibot = toStandardJsonSchema(v.object({ kind: v.picklist(['x', 'y']), o: v.optional(v.string()) }));
  const ofValibot = defineModel({ ...base, schema: valibot, initial: () => ({ kind: 'x' }) });
  expectTypeOf(ofValibot).toEqualTypeOf<Model<{ kind: 'x' | 'y'; o?: string | undefined }>>();

  defineModel({
    ...{ ...base, schema: zod },
    // @ts-expect-error: a is missing
    initial: () => ({ kind: 'x', tags: [] }),
  });
  defineModel({
    ...{ ...base, schema: arktype },
    // @ts-expect-error: a is a number
    initial: () => ({ a: 'x' }),
  });
});

test('who wraps defineModel needs no more than the type of the state', () => {
  const wrapped = <S>(definition: ModelDefinition<S>) => createStateSync({ name: 'w', model: defineModel(definition) });
  expectTypeOf(wrapped<Notes>).returns.toEqualTypeOf<StateSync<Notes>>();
  const union = defineModel({ ...base, schema: true, initial: (): { t: 'a'; n: number } | { t: 'b' } => ({ t: 'b' }) });
  expectTypeOf(union).toEqualTypeOf<Model<{ t: 'a'; n: number } | { t: 'b' }>>();
  const list = defineModel({ ...base, schema: true, initial: () => [1] });
  expectTypeOf(list).toEqualTypeOf<Model<number[]>>();
});

test('an instance has the type of its model, in everything that reads and writes', () => {
  // Never called: the types are what counts.
  const types = () => {
    const sync = createStateSync({ name: 'inference', model: notes });
    expectTypeOf(sync).toEqualTypeOf<StateSync<Notes>>();
    expectTypeOf(sync.getState()).toEqualTypeOf<Notes>();
    expectTypeOf(sync.get('/open')).toEqualTypeOf<unknown>();
    sync.subscribe(
      (state) => state.notes.get('a')?.stars,
      (now, before) => {
        expectTypeOf(now).toEqualTypeOf<number | undefined>();
        expectTypeOf(before).toEqualTypeOf<number | undefined>();
      },
    );
    sync.update((draft) => expectTypeOf(draft).toEqualTypeOf<Notes>());
    sync.update({ notes: new Map([['a', { stars: 1 }]]), open: null });
    sync.update([{ op: 'replace', path: '/open', value: 'a' }]);
    // @ts-expect-error: no member of the state
    sync.update({ closed: true });
    // @ts-expect-error: stars is a number
    sync.update({ notes: new Map([['a', { stars: 'many' }]]) });
    expectTypeOf(sync.updateState).parameter(0).toEqualTypeOf<DeepPartial<Notes>>();

    expectTypeOf(useSyncState(sync, (state) => state.open)).toEqualTypeOf<string | null>();
    expectTypeOf(useSyncState(sync, (state) => ({ ids: [...state.notes.keys()] }))).toEqualTypeOf<{ ids: string[] }>();
    expectTypeOf(useSuspenseSync(sync)).toEqualTypeOf<StateSync<Notes>>();
    // @ts-expect-error: the model is of another state
    createStateSync<{ other: Json }>({ name: 'inference', model: notes });
  };
  expectTypeOf(types).toBeFunction();
});

test('the model of the assistant has its type', () => {
  expectTypeOf(assistantModel).toEqualTypeOf<Model<AssistantState>>();
});
