/** `defineModel`: a mistake is refused with its place in the definition and the reason; what passes is complete. */
import { createStateSync } from 'holdfast';
import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { StateSyncError } from '../../pkg/src/errors.js';
import { defineModel, type Model } from '../../pkg/src/model.js';

const good = () => ({ name: 'm', version: 1, schema: { type: 'object' } as unknown, initial: () => ({ a: 1 }) });

/** What is wrong with a definition, which is a good one except for `change`. */
function mistake(change: object): { pointer: string | undefined; message: string } {
  try {
    // Deliberately mistyped: that is what JavaScript callers may do.
    defineModel({ ...good(), ...change } as never);
  } catch (error) {
    if (!(error instanceof StateSyncError)) throw error;
    expect(error.code).toBe('invalid_model');
    return { pointer: error.pointer, message: error.message };
  }
  throw new Error(`not refused: ${JSON.stringify(change)}`);
}

const model = (change: object) => defineModel({ ...good(), ...change } as never);

test('gives a frozen model with nothing left out', () => {
  const initial = () => ({ a: 1 });
  const made = defineModel({ name: 'm', version: 1, schema: true, initial });
  expectTypeOf(made).toEqualTypeOf<Model<{ a: number }>>();
  expect(made).toEqual({
    name: 'm',
    version: 1,
    schema: true,
    registry: {},
    initial,
    created: expect.any(Function),
    components: {},
    integrity: [],
    retention: [],
    migrations: {},
    validators: [],
  });
  expect(Object.isFrozen(made)).toBe(true);
});

test('a model is a definition, so that another can be made from it', () => {
  const first = model({ integrity: [{ rule: 'unique', at: '/a/*' }] });
  expect(defineModel({ ...first, version: 2 })).toEqual({ ...first, version: 2 });
});

test('the schema is copied: changing the original later changes nothing', () => {
  const schema = { properties: { a: { type: 'string' } } };
  const made = model({ schema });
  schema.properties.a.type = 'number';
  expect(made.schema).toEqual({ properties: { a: { type: 'string' } } });
});

test('an error names place and reason in its message', () => {
  expect(mistake({ schema: { properties: { a: { type: 'strin' } } } })).toEqual({
    pointer: '/schema/properties/a/type',
    message:
      'Invalid model at "/schema/properties/a/type": expected ' +
      '"null"|"boolean"|"object"|"array"|"number"|"integer"|"string", got "strin"',
  });
});

test.each<[pointer: string, change: object]>([
  ['/name', { name: '' }],
  ['/name', { name: 7 }],
  ['/name', { name: undefined }],
  ['/version', { version: 0 }],
  ['/version', { version: 1.5 }],
  ['/version', { version: '1' }],
  ['/initial', { initial: { a: 1 } }],
  ['/initial', { initial: undefined }],
  ['/retension', { retension: [] }],
  ['/schema', { schema: undefined }],
  ['/schema', { schema: null }],
  ['/schema', { schema: 'object' }],
  ['/schema', { schema: [] }],
])('the definition itself: %s of %o', (pointer, change) => {
  expect(mistake(change).pointer).toBe(pointer);
});

describe('schema', () => {
  test.each<[pointer: string, schema: unknown]>([
    ['/type', { type: 'map' }],
    ['/type', { type: 1 }],
    ['/type', { type: [] }],
    ['/type/1', { type: ['null', 'text'] }],
    ['/minimum', { minimum: 'a' }],
    ['/maximum', { maximum: null }],
    ['/exclusiveMinimum', { exclusiveMinimum: true }],
    ['/multipleOf', { multipleOf: '2' }],
    ['/minLength', { minLength: -1 }],
    ['/maxItems', { maxItems: 1.5 }],
    ['/required', { required: 'a' }],
    ['/required/1', { required: ['a', 1] }],
    ['/enum', { enum: 'a' }],
    ['/pattern', { pattern: '(' }],
    ['/uniqueItems', { uniqueItems: 'yes' }],
    ['/x-map', { type: 'object', 'x-map': 1 }],
    ['/x-map', { type: 'array', 'x-map': true }],
    ['/properties/a/x-map', { properties: { a: { type: ['array', 'null'], 'x-map': true } } }],
    ['/properties', { properties: [] }],
    ['/properties/a', { properties: { a: 'string' } }],
    ['/properties/a~1b/type', { properties: { 'a/b': { type: 'x' } } }],
    ['/properties/c~0d/type', { properties: { 'c~d': { type: 'x' } } }],
    ['/items', { items: [{ type: 'string' }] }],
    ['/additionalProperties', { additionalProperties: null }],
    ['/additionalProperties/items/minimum', { additionalProperties: { items: { minimum: [] } } }],
    ['/anyOf', { anyOf: {} }],
    ['/anyOf/0', { anyOf: [1] }],
    ['/if', { if: 0 }],
    ['/dependentRequired/a', { dependentRequired: { a: 'b' } }],
    ['/$defs/a/type', { $defs: { a: { type: 'x' } } }],
    ['/$schema', { $schema: 'http://json-schema.org/draft-07/schema#' }],
  ])('a keyword with a wrong value: %s', (pointer, schema) => {
    expect(mistake({ schema }).pointer).toBe(`/schema${pointer}`);
  });

  test.each<[pointer: string, schema: unknown]>([
    ['/$ref', { $ref: '#/$defs/a' }],
    ['/$ref', { $ref: 7 }],
    ['/properties/a/$ref', { properties: { a: { $ref: '#/$defs/b' } }, $defs: { a: true } }],
    ['/items/$ref', { items: { $ref: '#anchor' } }],
    ['/items/$ref', { items: { $ref: '#/%' } }],
    ['/items/$ref', { items: { $ref: '#/type' }, type: 'array' }],
    ['/items/$ref', { items: { $ref: '#/constructor' } }],
    ['/items/$ref', { items: { $ref: 'other.json' } }],
    ['/items/$ref', { items: { $ref: 'https://json-schema.org/draft/2020-12/schema' } }],
    ['/items/$dynamicRef', { items: { $dynamicRef: '#node' } }],
  ])('a reference that leads nowhere: %s', (pointer, schema) => {
    expect(mistake({ schema }).pointer).toBe(`/schema${pointer}`);
  });

  test.each<[what: string, schema: unknown]>([
    ['true', true],
    ['false', false],
    ['the root', { items: { $ref: '#' } }],
    ['a pointer', { $ref: '#/$defs/a', $defs: { a: false } }],
    ['an escaped and percent-encoded pointer', { $ref: '#/$defs/a~1b~0c%25', $defs: { 'a/b~c%': {} } }],
    ['an item', { anyOf: [{ $ref: '#/anyOf/1' }, true] }],
    ['an anchor', { $ref: '#here', $defs: { a: { $anchor: 'here' } } }],
    ['a dynamic anchor', { $dynamicRef: '#here', $defs: { a: { $dynamicAnchor: 'here' } } }],
    ['a part with an $id', { $ref: 'part', $defs: { a: { $id: 'part' } } }],
    ['the root by its $id', { $id: 'https://example.com/s', items: { $ref: 'https://example.com/s#' } }],
    ['properties named like keywords', { properties: { $ref: { type: 'string' }, type: {}, required: true } }],
    ['keywords that are not known', { xyz: 1, 'x-note': { type: 'nonsense' } }],
    ['values that look like schemas', { const: { type: 'nonsense' }, enum: [{ $ref: '#/nowhere' }], default: [] }],
    ['Maps, also among other types', { 'x-map': true, items: { type: ['object', 'null'], 'x-map': true } }],
    ['x-map: false of anything', { type: 'array', 'x-map': false }],
    ['keywords that are undefined', { minimum: undefined, properties: { a: undefined } }],
  ])('accepts %s', (_, schema) => {
    expect(model({ schema }).schema).toEqual(schema);
  });

  test('may refer to the documents of a registry, which are copied', () => {
    const registry = {
      'https://example.com/text': { $defs: { short: { maxLength: 3 } }, items: { $ref: '#/$defs/short' } },
    };
    const schema = { items: { $ref: 'https://example.com/text#/$defs/short' } };
    const made = model({ schema, registry });
    registry['https://example.com/text'].$defs.short.maxLength = 4;
    expect(made.registry).toEqual({
      'https://example.com/text': { $defs: { short: { maxLength: 3 } }, items: { $ref: '#/$defs/short' } },
    });
    expect(mistake({ schema }).pointer).toBe('/schema/items/$ref');
  });

  test.each<[pointer: string, registry: unknown]>([
    ['/registry', []],
    ['/registry', 'https://example.com/text'],
    ['/registry/https:~1~1example.com~1text', { 'https://example.com/text': 1 }],
    [
      '/registry/https:~1~1example.com~1text/items/minimum',
      { 'https://example.com/text': { items: { minimum: 'x' } } },
    ],
    ['/registry/https:~1~1example.com~1text/$ref', { 'https://example.com/text': { $ref: '#/$defs/nowhere' } }],
  ])('a registry with a mistake: %s', (pointer, registry) => {
    expect(mistake({ registry }).pointer).toBe(pointer);
  });

  test('a schema that contains itself is refused', () => {
    const schema: { items?: unknown } = {};
    schema.items = schema;
    expect(mistake({ schema }).pointer).toBe('/schema');
  });
});

describe('a schema of another library (Standard JSON Schema)', () => {
  const provider = (jsonSchema: unknown) => ({ '~standard': { version: 1, vendor: 'test', jsonSchema } });

  test('is asked for its output side as draft 2020-12', () => {
    const asked: unknown[] = [];
    const jsonSchema = {
      input: () => ({ type: 'string' }),
      output: (options: unknown) => {
        asked.push(options);
        return { type: 'number' };
      },
    };
    expect(model({ schema: provider(jsonSchema) }).schema).toEqual({ type: 'number' });
    expect(asked).toEqual([{ target: 'draft-2020-12' }]);
  });

  test('may be a function', () => {
    const schema = Object.assign(() => {}, provider({ output: () => ({ type: 'number' }) }));
    expect(model({ schema }).schema).toEqual({ type: 'number' });
  });

  test('gives the state its type', () => {
    type Standard = { input: unknown; output: { a: number } };
    const output = () => ({ type: 'object' });
    const made = defineModel({
      name: 'm',
      version: 1,
      schema: {
        '~standard': {
          version: 1,
          vendor: 't',
          types: undefined as Standard | undefined,
          jsonSchema: { input: output, output },
        },
      },
      initial: () => ({ a: 1 }),
    });
    expectTypeOf(made).toEqualTypeOf<Model<{ a: number }>>();
  });

  test('what it gives is checked', () => {
    expect(mistake({ schema: provider({ output: () => ({ type: 'map' }) }) }).pointer).toBe('/schema/type');
  });

  test('without JSON Schema it is refused with the way out', () => {
    const { pointer, message } = mistake({ schema: provider(undefined) });
    expect(pointer).toBe('/schema');
    expect(message).toContain('~standard');
  });

  test('its own refusal is passed on', () => {
    const refuse = () => {
      throw new Error('transforms cannot be represented');
    };
    expect(mistake({ schema: provider({ output: refuse }) }).message).toContain('transforms cannot be represented');
  });
});

describe('components', () => {
  test.each<[pointer: string, components: unknown]>([
    ['', []],
    ['/A', { A: '/a' }],
    ['/A/slice', { A: { slice: 'a' } }],
    ['/A/slice', { A: { status: '/s' } }],
    ['/A/slice', { A: { slice: '/a~2' } }],
    ['/A/status', { A: { slice: '/a', status: 's' } }],
    ['/A~1B/status', { 'A/B': { slice: '', status: '/~' } }],
    ['/A/owner', { A: { slice: '/a', owner: 1 } }],
    ['/C/slice', { A: { slice: '/a' }, B: { slice: '/a/b' }, C: { slice: '/a' } }],
  ])('wrong at %s', (pointer, components) => {
    expect(mistake({ components }).pointer).toBe(`/components${pointer}`);
  });

  test('with and without a status', () => {
    const components = { A: { slice: '' }, B: { slice: '/b/~01', status: '/s/B' } };
    expect(model({ components }).components).toEqual(components);
  });
});

describe('integrity', () => {
  const rules = [
    { rule: 'reference', from: '/a/*', to: '/b' },
    { rule: 'reference', from: ['/a/*/b', '/c'], to: ['/b', '/d/*/id'], dropEntry: true, enforce: true },
    { rule: 'unique', at: '/a/*', by: 'id', severity: 'inconsistency' },
    { rule: 'unique', at: '/tags/*' },
    { rule: 'count', of: '/a', equals: ['/b', '/c'] },
    { rule: 'count', of: '/a/*/b', each: '/c/*', by: 'id', in: 'n', severity: 'warning' },
    { rule: 'held', at: '/a/*', by: ['/b/*/id'], id: 'id', recommendation: 'tidy up' },
    { rule: 'keyed', at: '/a/*', by: 'id' },
    { rule: 'status' },
    { rule: 'status', active: 'on' },
    { rule: 'future', at: ['/a/*/t'], byMoreThan: 300_000 },
  ];

  test('every rule', () => {
    expect(model({ integrity: rules }).integrity).toEqual(rules);
  });

  test.each<[pointer: string, rule: unknown]>([
    ['', 'unique'],
    ['/rule', {}],
    ['/rule', { from: '/a', to: '/b', rule: 'refers' }],
    ['/rule', { rule: 'toString' }],
    ['/from', { rule: 'reference', to: '/b' }],
    ['/from', { rule: 'reference', from: 'a', to: '/b' }],
    ['/from/1', { rule: 'reference', from: ['/a', 'b'], to: '/b' }],
    ['/from', { rule: 'reference', from: [], to: '/b' }],
    ['/to', { rule: 'reference', from: '/a', to: 7 }],
    ['/serverity', { rule: 'keyed', at: '/a/*', by: 'id', serverity: 'warning' }],
    ['/severity', { rule: 'keyed', at: '/a/*', by: 'id', severity: 'error' }],
    ['/enforce', { rule: 'keyed', at: '/a/*', by: 'id', enforce: 1 }],
    ['/by', { rule: 'keyed', at: '/a/*' }],
    ['/equals', { rule: 'count', of: '/a' }],
    ['/in', { rule: 'count', of: '/a', each: '/b/*', by: 'id' }],
    ['/each', { rule: 'unique', at: '/a/*', each: '/b/*' }],
    ['/at', { rule: 'future' }],
    ['/byMoreThan', { rule: 'future', at: '/a', byMoreThan: -1 }],
  ])('wrong at %s', (pointer, rule) => {
    expect(mistake({ integrity: [...rules, rule] }).pointer).toBe(`/integrity/${rules.length}${pointer}`);
  });

  test('not a list', () => {
    expect(mistake({ integrity: {} }).pointer).toBe('/integrity');
  });
});

describe('retention', () => {
  const rules = [
    { name: 'old', drop: '/a/*', olderThan: 86_400_000, by: 'createdAt' },
    { drop: '/a/*/b/*', olderThan: '/config/lifetime', by: '/progress/lastActivity', dropReferences: true },
    { drop: '/a/*', when: { confidence: { atMost: 0.1 }, done: { equals: false }, notes: { empty: true } } },
    { drop: '/a/*', unlessHeldBy: ['/b/*/id'], id: 'id' },
    { stamp: '/lastIndexed' },
    { name: 'seen', stamp: '/a/*/lastSeen', ifMissing: true },
  ];

  test('every rule', () => {
    expect(model({ retention: rules }).retention).toEqual(rules);
  });

  test.each<[pointer: string, rule: unknown]>([
    ['', 7],
    ['/drop', {}],
    ['/drop', { drop: 'a' }],
    ['/olderThan', { drop: '/a/*', olderThan: 'day', by: 't' }],
    ['/olderThan', { drop: '/a/*', olderThan: -1, by: 't' }],
    ['/by', { drop: '/a/*', olderThan: 1, by: '' }],
    ['/name', { name: 'old', drop: '/b/*', unlessHeldBy: '/c' }],
    ['/when/a/atMost', { drop: '/a/*', when: { a: { atMost: '1' } } }],
    ['/when/a/below', { drop: '/a/*', when: { a: { below: 1 } } }],
    ['/unlessHeldBy', { drop: '/a/*', unlessHeldBy: [] }],
    ['/dropReferences', { drop: '/a/*', olderThan: 1, by: 't', dropReferences: 'yes' }],
    ['/keep', { drop: '/a/*', olderThan: 1, by: 't', keep: 1 }],
    ['/stamp', { stamp: 'a' }],
    ['/drop', { stamp: '/a', drop: '/b/*' }],
    // What would drop everything, or never anything.
    ['', { drop: '/a/*' }],
    ['', { drop: '/a/*', when: {} }],
    ['', { drop: '/a', olderThan: 1, by: 't' }],
    ['', { drop: '/a/*', olderThan: 1 }],
    ['', { drop: '/a/*', by: 't', when: { a: { empty: true } } }],
  ])('wrong at %s', (pointer, rule) => {
    expect(mistake({ retention: [...rules, rule] }).pointer).toBe(`/retention/${rules.length}${pointer}`);
  });
});

describe('migrations', () => {
  test('from version 2 to the own one', () => {
    const migrations = { 2: (state: { old: number }) => state, 3: (state: unknown) => state };
    expect(defineModel({ ...good(), schema: true, version: 3, migrations }).migrations).toBe(migrations);
  });

  test.each<[pointer: string, migrations: unknown]>([
    ['', []],
    ['/1', { 1: () => {} }],
    ['/4', { 4: () => {} }],
    ['/two', { two: () => {} }],
    ['/2.5', { 2.5: () => {} }],
    ['/02', { '02': () => {} }],
    ['/2', { 2: 'rename a to b' }],
  ])('wrong at %s', (pointer, migrations) => {
    expect(mistake({ version: 3, migrations }).pointer).toBe(`/migrations${pointer}`);
  });
});

test('an error has a cause, a place and details only where there are any', () => {
  const bare = new StateSyncError('timeout', 'm');
  expect(Object.keys(bare).sort()).toEqual(['code', 'name']);
  expect('cause' in bare).toBe(false);
  const cause = new Error('c');
  const full = new StateSyncError('conflict', 'm', { pointer: '', details: { a: 1 }, cause });
  expect(full).toMatchObject({
    name: 'StateSyncError',
    code: 'conflict',
    message: 'm',
    pointer: '',
    details: { a: 1 },
  });
  expect(full.cause).toBe(cause);
  expect(full).toBeInstanceOf(Error);
});

test.each([
  ['no other', {}, false],
  ['another schema', { schema: { type: 'object' } }, true],
  ['other rules', { integrity: [{ rule: 'count', of: '/a', equals: ['/b'] }] }, true],
  ['other components', { components: { A: { slice: '/a' } } }, true],
  ['another retention', { retention: [{ drop: '/a/*', when: { x: { atMost: 1 } } }] }, true],
])(
  'a name with a model that says the same finds its instance, another model does not: %s',
  async (_, changes, isOther) => {
    const definition = { name: 'm', version: 1, schema: true, initial: () => ({ a: {}, b: {} }) } as const;
    const make = (model: Model<unknown>) => createStateSync({ name: 'same', model, storage: 'memory' });
    const sync = make(defineModel<unknown>(definition));
    onTestFinished(() => sync.close());
    const again = () => make(defineModel<unknown>({ ...definition, ...(changes as object) }));
    if (isOther) expect(again).toThrow(expect.objectContaining({ code: 'name_in_use' }));
    else expect(again()).toBe(sync);
  },
);
