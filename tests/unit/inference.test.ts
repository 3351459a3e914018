/** What TypeScript knows of a state: from the type that is given, from `initial`, or from the schema of a library. */
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { createStateSync, type DeepPartial, defineModel, type Json, type Model, type StateSync } from 'holdfast';
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
