/** `holdfast/schema`: the validator alone, on the built engine. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type CompiledSchema,
  compileSchema,
  type JsonSchema,
  type SchemaOptions,
  StateSyncError,
} from 'holdfast/schema';
import { describe, expect, test } from 'vitest';

async function compiled(schema: unknown, options?: SchemaOptions): Promise<CompiledSchema> {
  const made = compileSchema(schema as JsonSchema, options);
  await made.ready;
  return made;
}

/** What `ready` rejects with. */
async function refusal(schema: unknown, options?: SchemaOptions): Promise<StateSyncError> {
  const error: unknown = await compiled(schema, options).catch((error: unknown) => error);
  if (!(error instanceof StateSyncError)) throw new Error(`not refused: ${JSON.stringify(schema)}`);
  return error;
}

test('says where, what was expected and what was found', async () => {
  const schema = await compiled({ properties: { stars: { type: 'integer', maximum: 5 } } });
  expect(schema.validate({ stars: 5 })).toMatchObject({ isValid: true, issues: [], issueCount: 0 });
  expect(schema.validate({ stars: 9 })).toMatchObject({
    isValid: false,
    issueCount: 1,
    warnings: [],
    errors: [{ code: 'schema/maximum', severity: 'error', pointer: '/stars', expected: 'at most 5', actual: '9' }],
  });
});

test('lists problems up to a limit, and counts all', async () => {
  const schema = await compiled({ items: { type: 'number' } }, { maxIssues: 3 });
  const { issues, issueCount } = schema.validate(Array.from({ length: 1000 }, String));
  expect([issues.length, issueCount]).toEqual([3, 1000]);
});

test('before it is ready, validating is an error that says what to await', async () => {
  const schema = compileSchema({});
  expect(() => schema.validate(1)).toThrow(expect.objectContaining({ code: 'not_ready' }));
  await schema.ready;
  expect(schema.validate(1).isValid).toBe(true);
});

test.each<[pointer: string, schema: unknown]>([
  ['/properties/a/type', { properties: { a: { type: 'strin' } } }],
  ['/pattern', { pattern: '(' }],
  ['/patternProperties', { patternProperties: { '[': true } }],
  ['/items/$ref', { items: { $ref: '#/$defs/none' } }],
  ['/$ref', { $ref: 'https://example.com/other' }],
  ['/allOf/0', { allOf: [{ $ref: '#' }] }],
  ['', 7],
])('a mistake in the schema is an invalid_model at its place: %s', async (pointer, schema) => {
  const error = await refusal(schema);
  expect([error.code, error.pointer?.startsWith(pointer)]).toEqual(['invalid_model', true]);
  const again = compileSchema(schema as JsonSchema);
  await again.ready.catch(() => {});
  expect(() => again.validate(1)).toThrow(expect.objectContaining({ code: 'invalid_model' }));
});

test('what is no data at all is refused at once', () => {
  expect(() => compileSchema(undefined as never)).toThrow(expect.objectContaining({ code: 'invalid_model' }));
});

test('other documents come from the registry, and a mistake in one names it', async () => {
  const registry = {
    'https://example.com/note': { $ref: 'text#/$defs/short' },
    'https://example.com/text': { $defs: { short: { type: 'string', maxLength: 3 } } },
  };
  const schema = await compiled({ items: { $ref: 'https://example.com/note' } }, { registry });
  expect(schema.validate(['abc']).isValid).toBe(true);
  expect(schema.validate(['abcd']).issues[0]).toMatchObject({ code: 'schema/maxLength', pointer: '/0' });
  const wrong = { 'https://example.com/note': { items: { minimum: 'x' } } } as never;
  const error = await refusal({ $ref: 'https://example.com/note' }, { registry: wrong });
  expect(error.pointer).toBe('https://example.com/note#/items/minimum');
});

test('formats ask for something only if they are asserted', async () => {
  const schema = { format: 'date' };
  expect((await compiled(schema)).validate('2026-02-30').isValid).toBe(true);
  const asserting = await compiled(schema, { formats: 'assert' });
  expect(asserting.validate('2026-02-28').isValid).toBe(true);
  expect(asserting.validate('2026-02-30').issues[0]?.code).toBe('schema/format');
});

test('patterns are those of ECMAScript with the flag u', async () => {
  const schema = await compiled({ pattern: '^\\p{Lu}.$', patternProperties: { '^\\u{1D11E}$': { type: 'number' } } });
  expect(schema.validate('Ä𝄞').isValid).toBe(true);
  expect(schema.validate('ä𝄞').isValid).toBe(false);
  expect(schema.validate({ '𝄞': 'x' }).issues[0]?.pointer).toBe('/𝄞');
});

test('a pattern runs no code of the page, whatever the page does to RegExp afterwards', async () => {
  const schema = await compiled({ pattern: '^a$' });
  const { exec, test: tested } = RegExp.prototype;
  const calls: string[] = [];
  try {
    RegExp.prototype.exec = function (text) {
      calls.push(text);
      schema.validate('b');
      return exec.call(this, text);
    };
    RegExp.prototype.test = () => {
      throw new Error('called');
    };
    expect([schema.validate('a').isValid, schema.validate('b').isValid]).toEqual([true, false]);
  } finally {
    RegExp.prototype.exec = exec;
    RegExp.prototype.test = tested;
  }
  expect(calls).toEqual([]);
});

test('Maps are asked for by name, and judged like objects', async () => {
  const schema = await compiled({ type: 'object', 'x-map': true, patternProperties: { '^n': { type: 'number' } } });
  expect(schema.validate(new Map([['n1', 1]])).isValid).toBe(true);
  expect(schema.validate(new Map([['n1', 'x']])).issues[0]?.pointer).toBe('/n1');
  expect(schema.validate({ n1: 1 }).issues[0]).toMatchObject({ expected: 'Map', actual: 'object' });
});

test('schemas that apply one inside the other without end are an issue, not a full stack', async () => {
  const inside = (depth: number): JsonSchema =>
    depth === 0 ? { items: { $ref: '#' } } : { [depth % 2 ? 'allOf' : 'anyOf']: [inside(depth - 1)], maxItems: 1 };
  const nest = (depth: number): unknown => (depth === 0 ? [] : [nest(depth - 1)]);
  const schema = await compiled({ allOf: [inside(3)], properties: { a: false } });
  expect(schema.validate(nest(127)).isValid).toBe(true);
  const deep = await compiled({ if: false, else: { if: false, else: inside(12) } });
  expect(deep.validate(nest(20)).isValid).toBe(true);
  expect(deep.validate(nest(127)).isValid).toBe(false);
});

test('a value that cannot be stored is not valid', async () => {
  const schema = await compiled(true);
  expect(schema.validate({ a: [() => {}] }).issues[0]).toMatchObject({ code: 'value/unsupported', pointer: '/a/0' });
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(schema.validate(circle).issues[0]?.code).toBe('value/circular');
});

describe('the official suite, in this engine of regular expressions', async () => {
  const folder = path.resolve(import.meta.dirname, '../data/json-schema');
  const read = async (file: string) => JSON.parse(await readFile(path.join(folder, file), 'utf8'));
  const below = async (part: string) =>
    (await readdir(path.join(folder, part), { recursive: true })).filter((file) => file.endsWith('.json'));
  const registry: Record<string, JsonSchema> = {};
  for (const file of await below('remotes')) registry[`http://localhost:1234/${file}`] = await read(`remotes/${file}`);
  for (const file of await below('metaschemas')) {
    const schema = await read(`metaschemas/${file}`);
    registry[schema.$id] = schema;
  }
  const formats = 'date-time date time duration email hostname ipv4 ipv6 json-pointer uri uri-reference uuid'.split(
    ' ',
  );
  const files: [file: string, options: SchemaOptions][] = [
    ...(await readdir(path.join(folder, 'tests')))
      .filter((file) => file.endsWith('.json'))
      .map((file): [string, SchemaOptions] => [file, { registry }]),
    ...formats.map((format): [string, SchemaOptions] => [`optional/format/${format}.json`, { formats: 'assert' }]),
    ['optional/ecmascript-regex.json', {}],
    ['optional/non-bmp-regex.json', {}],
  ];

  test.each(files)('%s', async (file, options) => {
    const wrong: string[] = [];
    for (const group of await read(`tests/${file}`)) {
      const schema = await compiled(group.schema, options);
      for (const { description, data, valid } of group.tests)
        if (schema.validate(data).isValid !== valid) wrong.push(`${group.description}: ${description}`);
    }
    expect(wrong).toEqual([]);
  });
});
