/** The assistant model: its types, schema and initial state say the same thing. ajv is the judge of what is valid. */
import { describe, expect, expectTypeOf, test } from 'vitest';
import { makeMemoryNode } from '../../benches/data/assistant-state.mjs';
import type { JsonSchema, JsonSchemaObject, Model } from '../../pkg/src/model.js';
import { defineModel } from '../../pkg/src/model.js';
import { assistantSchema } from '../../pkg/src/models/assistant/schema.js';
import {
  type AssistantState,
  assistantModel,
  assistantRetentionRules,
  initialAssistantState,
} from '../../pkg/src/models/assistant.js';
import { assistantFields } from './lib/assistant-fields.js';
import { judge, plain, validate } from './lib/assistant-judge.js';
import { fullAssistantState } from './lib/full-assistant-state.js';
import { places, violations } from './lib/integrity-oracle.js';
import { resolve, schemaAt, walk } from './lib/schema-walk.js';

const NOW = 1_750_000_000_000;

const SLICES = ['system', 'user', 'memory', 'learning', 'design', 'ux', 'school', 'assets', 'aiSuggestions'];

/** Every place of the schema with a way to reach it in the full state. */
const everyPlace: { pattern: string; schema: JsonSchema; required: boolean }[] = [];
walk(assistantSchema, (pattern, schema, required) => everyPlace.push({ pattern, schema, required }));

const fullText = JSON.stringify(plain(fullAssistantState()));

/** Replaces (or with `undefined` deletes) what is first matched by `pattern` in a full state. */
function changed(pattern: string, value: unknown): unknown {
  const state: unknown = JSON.parse(fullText);
  const pointer = places(state, pattern)[0]?.pointer ?? pattern;
  const path = pointer.split('/').slice(1);
  const name = path.pop() ?? '';
  let inner = state as Record<string, unknown>;
  for (const segment of path) inner = inner[segment] as Record<string, unknown>;
  if (value === undefined) delete inner[name];
  else inner[name] = value;
  return state;
}

describe('the schema', () => {
  test.each(assistantFields)('%s has its fields', (pattern, names) => {
    const schema = schemaAt(`/${pattern}`, assistantSchema);
    expect(Object.keys(schema?.properties ?? {}).sort()).toEqual(names.map((name) => name.replace('?', '')).sort());
    expect([...(schema?.required ?? [])].sort()).toEqual(names.filter((name) => !name.endsWith('?')).sort());
  });

  test('has the nine slices, all required, and no others', () => {
    const root = assistantSchema as JsonSchemaObject;
    expect(Object.keys(root.properties ?? {})).toEqual(SLICES);
    expect(root.required).toEqual(SLICES);
    for (const slice of SLICES) expect(validate(changed(`/${slice}`, undefined))).toBe(false);
    expect(validate(changed('/extra', 1))).toBe(false);
  });

  test('is plain data that uses only keywords the engine has had from the start', () => {
    expect(JSON.parse(JSON.stringify(assistantSchema))).toEqual(assistantSchema);
    const known = ['type', 'enum', 'minimum', 'maximum', 'required', 'properties', 'additionalProperties', 'items'];
    walk(assistantSchema, (_, schema) => {
      for (const keyword of Object.keys(schema)) expect([...known, '$ref', 'x-map']).toContain(keyword);
    });
  });

  test('accepts a state with every field', () => {
    expect(judge(fullAssistantState())).toBe(true);
  });

  test('names every field of a full state, and a full state has every field of the schema', () => {
    const state = fullAssistantState();
    const missing = everyPlace.filter(({ pattern }) => places(state, pattern).length === 0);
    expect(missing.map(({ pattern }) => pattern)).toEqual([]);

    const unknown: string[] = [];
    walk(assistantSchema, (pattern, schema) => {
      const { properties } = resolve(schema, assistantSchema) ?? {};
      if (properties === undefined || pattern.startsWith('/learning/learningMetrics/')) return;
      for (const { pointer, value } of places(state, pattern))
        for (const name of Object.keys(value as object))
          if (!Object.hasOwn(properties, name)) unknown.push(`${pointer}/${name}`);
    });
    expect(unknown).toEqual([]);
  });

  test('refuses a record without a required field, and accepts one without an optional field', () => {
    const fields = everyPlace.filter(({ pattern }) => !pattern.endsWith('/*'));
    expect(fields.length).toBeGreaterThan(400);
    const wrong = fields.filter(({ pattern, required }) => validate(changed(pattern, undefined)) === required);
    expect(wrong.map(({ pattern }) => pattern)).toEqual([]);
  });

  test('refuses values of a wrong type, and values out of range', () => {
    const accepted: string[] = [];
    for (const { pattern, schema } of everyPlace) {
      const { type, enum: values, minimum, maximum } = resolve(schema, assistantSchema) ?? {};
      if (type === undefined) continue;
      const bad: unknown[] = [null, type === 'boolean' ? 'true' : true, type === 'string' ? 7 : 'x'];
      if (type !== 'array') bad.push([]);
      if (type !== 'object') bad.push({});
      if (values !== undefined) bad.push('something else', '');
      if (minimum !== undefined) bad.push(minimum - 0.001, minimum - 1);
      if (maximum !== undefined) bad.push(maximum + 0.001);
      if (type === 'integer') bad.push(1.5);
      for (const value of bad)
        if (validate(changed(pattern, value))) accepted.push(`${pattern} = ${JSON.stringify(value)}`);
    }
    expect(accepted).toEqual([]);
  });

  test('accepts the ends of a range and every value of an enum', () => {
    const refused: string[] = [];
    for (const { pattern, schema } of everyPlace) {
      const { enum: values = [], minimum, maximum } = resolve(schema, assistantSchema) ?? {};
      for (const value of [...values, minimum, maximum])
        if (value !== undefined && !validate(changed(pattern, value))) refused.push(`${pattern} = ${value}`);
    }
    expect(refused).toEqual([]);
  });

  test('keeps fields that it does not know on records', () => {
    for (const pattern of ['/system', '/memory/shortTerm/0', '/learning/patterns/0/prediction', '/user/session'])
      expect(validate(changed(`${pattern}/unknown`, { any: [1] }))).toBe(true);
  });

  test('lets a field of any kind be anything', () => {
    const anything = everyPlace.filter(({ schema }) => schema === true).map(({ pattern }) => pattern);
    expect(anything).toHaveLength(27);
    for (const pattern of anything)
      for (const value of [null, true, 0, '', [], {}]) expect(validate(changed(pattern, value))).toBe(true);
  });

  test('marks the Maps, and only them', () => {
    const maps = everyPlace.filter(({ schema }) => (schema as JsonSchemaObject)['x-map']).map(({ pattern }) => pattern);
    expect(maps).toEqual(['/memory/nodes', '/memory/connections']);
    const state = fullAssistantState();
    for (const { pattern } of everyPlace)
      for (const { value } of places(state, pattern))
        if (value instanceof Map && !pattern.endsWith('/data')) expect(maps).toContain(pattern);
  });
});

describe('the initial state', () => {
  test('is valid', () => {
    expect(judge(initialAssistantState())).toBe(true);
  });

  test('is consistent', () => {
    expect(violations(initialAssistantState(NOW), assistantModel, NOW)).toEqual([]);
  });

  test('is empty, with numbers and strings as specified', () => {
    const state = initialAssistantState(NOW);
    /** Everything in it that is not an empty container, `0`, `''` or `false`. */
    const notable: Record<string, unknown> = {};
    const visit = (value: unknown, pointer: string): void => {
      if (value instanceof Map || Array.isArray(value)) expect([...value]).toEqual([]);
      else if (typeof value === 'object' && value !== null)
        for (const [name, inner] of Object.entries(value)) visit(inner, `${pointer}/${name}`);
      else if (value) notable[pointer] = value;
    };
    visit(state, '');
    const components = Object.keys(assistantModel.components);
    expect(notable).toEqual({
      '/system/status': 'initializing',
      '/system/version': '1.0.0',
      '/system/lastUpdated': NOW,
      ...Object.fromEntries(components.map((name) => [`/system/components/${name}/status`, 'inactive'])),
      '/user/id': 'default',
      '/user/session/startTime': NOW,
      '/user/session/lastActivity': NOW,
      '/memory/lastIndexed': NOW,
      '/learning/patternRecognition/active': true,
      '/learning/patternRecognition/thresholds/confidence': 0.7,
      '/learning/patternRecognition/thresholds/similarity': 0.8,
      '/learning/patternRecognition/thresholds/frequency': 3,
      '/learning/patternRecognition/thresholds/support': 0.1,
      '/learning/feedbackProcessor/active': true,
      '/learning/knowledgeSharing/active': true,
      '/design/styles/spacing/units': 'px',
      '/school/progress/lastActivity': NOW,
      '/aiSuggestions/suggestionEngine/active': true,
      '/aiSuggestions/suggestionEngine/configuration/maxSuggestions': 5,
      '/aiSuggestions/suggestionEngine/configuration/suggestionLifetime': 3_600_000,
      '/aiSuggestions/suggestionEngine/configuration/updateInterval': 300_000,
      '/aiSuggestions/suggestionEngine/configuration/learningEnabled': true,
      '/aiSuggestions/suggestionEngine/configuration/contextWeight': 0.4,
      '/aiSuggestions/suggestionEngine/configuration/patternWeight': 0.3,
      '/aiSuggestions/suggestionEngine/configuration/userPreferenceWeight': 0.3,
      '/aiSuggestions/configuration/enabled': true,
      '/aiSuggestions/configuration/autoSuggest': true,
      '/aiSuggestions/configuration/suggestionLimit': 5,
      '/aiSuggestions/configuration/confidenceThreshold': 0.7,
      '/aiSuggestions/configuration/relevanceThreshold': 0.6,
      '/aiSuggestions/configuration/learningRate': 0.1,
      '/aiSuggestions/configuration/contextSensitivity': 0.8,
      '/aiSuggestions/configuration/personalizationLevel': 'medium',
    });
    expect(state.memory.nodes).toBeInstanceOf(Map);
    expect(state.memory.connections).toBeInstanceOf(Map);
  });

  test('is a new one each time, and of now unless told', () => {
    const before = Date.now();
    const [a, b] = [initialAssistantState(), initialAssistantState()];
    a.memory.nodes.set('n', makeMemoryNode(0, Math.random, NOW));
    a.learning.performance.overall.accuracy = 1;
    expect(b.memory.nodes.size).toBe(0);
    expect(b.aiSuggestions.performance.overall.accuracy).toBe(0);
    expect(b.learning.performance.overall.accuracy).toBe(0);
    expect(b.memory.lastIndexed).toBeGreaterThanOrEqual(before);
  });
});

describe('the model', () => {
  test('is a model like any other, with the state for a type', () => {
    expectTypeOf(assistantModel).toEqualTypeOf<Model<AssistantState>>();
    expect(assistantModel).toMatchObject({ name: 'assistant', version: 1, migrations: {} });
    expect(Object.isFrozen(assistantModel)).toBe(true);
    expect(assistantModel.schema).toEqual(assistantSchema);
  });

  test('every component owns a slice and has a status record', () => {
    const { components } = assistantModel;
    expect(Object.values(components).map(({ slice }) => slice)).toEqual(SLICES.slice(2).map((slice) => `/${slice}`));
    for (const [name, { slice, status = '' }] of Object.entries(components)) {
      expect(status).toBe(`/system/components/${name}`);
      expect(schemaAt(slice, assistantSchema)).toBeDefined();
      expect(schemaAt(status, assistantSchema)?.required).toEqual(['status', 'lastActivity']);
    }
  });

  test('can be defined anew with other thresholds', () => {
    const other = defineModel({ ...assistantModel, retention: assistantRetentionRules({ shortTermAge: 5 }) });
    expect(other.retention[0]).toMatchObject({ name: 'short-term', olderThan: 5 });
    expect(other.retention.slice(1)).toEqual(assistantModel.retention.slice(1));
  });
});
