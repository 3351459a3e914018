/** The rules of the assistant model: they fit its schema, and mean what its specification says. */
import { describe, expect, test } from 'vitest';
import { makeAssistantState } from '../../benches/data/assistant-state.mjs';
import type { JsonSchema, JsonSchemaObject } from '../../pkg/src/model.js';
import { assistantIntegrity } from '../../pkg/src/models/assistant/integrity.js';
import { ms } from '../../pkg/src/models/assistant/schema/parts.js';
import { assistantSchema } from '../../pkg/src/models/assistant/schema.js';
import { assistantModel } from '../../pkg/src/models/assistant.js';
import { breakages, consistent, NOW } from './lib/assistant-breakages.js';
import { judge } from './lib/assistant-judge.js';
import { fullAssistantState } from './lib/full-assistant-state.js';
import { violations } from './lib/integrity-oracle.js';
import { optimise } from './lib/retention-oracle.js';
import { schemaAt, walk } from './lib/schema-walk.js';

const DAY_MS = 86_400_000;

const everyPlace: { pattern: string; schema: JsonSchema }[] = [];
walk(assistantSchema, (pattern, schema) => everyPlace.push({ pattern, schema }));

describe('the consistency rules', () => {
  test('point at places that the schema has', () => {
    for (const rule of assistantIntegrity)
      for (const [name, value] of Object.entries(rule))
        for (const pattern of [value].flat())
          if (typeof pattern === 'string' && pattern.startsWith('/'))
            expect(schemaAt(pattern, assistantSchema), `${rule.rule} ${name} ${pattern}`).toBeDefined();
  });

  test('ids are unique in every list of records that have one', () => {
    const lists = everyPlace
      .filter(({ pattern, schema }) => {
        const items = (schema as JsonSchemaObject).items;
        return items !== undefined && schemaAt(`${pattern}/*/id`, assistantSchema) !== undefined;
      })
      .map(({ pattern }) => `${pattern}/*`);
    const covered = assistantIntegrity.flatMap((rule) => (rule.rule === 'unique' && rule.by === 'id' ? rule.at : []));
    expect([...covered].sort()).toEqual(lists.sort());
  });

  test('no time but an estimate of one may be in the future', () => {
    const times = everyPlace.filter(({ schema }) => schema === ms).map(({ pattern }) => pattern);
    const covered = assistantIntegrity
      .flatMap((rule) => (rule.rule === 'future' ? rule.at : []))
      // One pattern for what the schema has seven times.
      .flatMap((pattern) =>
        pattern === '/system/components/*/lastActivity'
          ? Object.keys(assistantModel.components).map((name) => pattern.replace('*', name))
          : pattern,
      );
    const estimate = '/learning/learningAlgorithms/*/training/estimatedCompletion';
    expect([...covered, estimate].sort()).toEqual(times.sort());
  });

  test('hold in a consistent state', () => {
    expect(violations(consistent(), assistantModel, NOW)).toEqual([]);
  });

  test.each(breakages)('find %s', (_, spoil, found) => {
    const state = consistent();
    spoil(state);
    expect(violations(state, assistantModel, NOW).map(({ rule, pointer }) => [rule, pointer])).toEqual(found);
  });

  test('warn of orphans, counts by category, algorithms and the future; the rest is inconsistent', () => {
    const warnings = assistantIntegrity.filter(({ severity }) => severity === 'warning').map(({ rule }) => rule);
    expect(warnings).toEqual(['count', 'held', 'count', 'future']);
    expect(assistantIntegrity.some(({ enforce }) => enforce)).toBe(false);
    expect(assistantIntegrity.filter(({ recommendation }) => recommendation).map(({ rule }) => rule)).toEqual(['held']);
  });
});

describe('the retention rules', () => {
  test('point at places that the schema has', () => {
    for (const rule of assistantModel.retention)
      for (const value of Object.values(rule))
        for (const pattern of [value].flat())
          if (typeof pattern === 'string' && pattern.startsWith('/'))
            expect(schemaAt(pattern, assistantSchema), pattern).toBeDefined();
  });

  test('drop what is old, unsure or no longer held, with what refers to it, and leave the state consistent', () => {
    const state = makeAssistantState(400, { now: NOW, expired: 0.5 });
    const [pattern, other] = state.learning.patterns;
    const [loop, ...loops] = state.learning.feedbackLoops;
    if (!pattern || !other || !loop) throw new Error('400 nodes come with patterns and loops');
    pattern.confidence = 0.1;
    delete other.lastSeen;
    other.similarity = [{ patternId: pattern.id, similarity: 1, method: 'cosine' }];
    loop.impact.patternUpdates = [pattern.id, other.id];
    for (const { impact } of loops) impact.patternUpdates = [];
    for (const { similarity } of state.learning.patterns.slice(2)) similarity.length = 0;
    for (const late of loops.slice(0, 3)) late.timestamp = NOW - 7 * DAY_MS - 1;
    const full = fullAssistantState();
    const [interaction] = full.ux.interactions;
    const [lesson] = full.school.lessons;
    const [suggestion] = full.aiSuggestions.suggestions;
    const [history] = full.aiSuggestions.recommendationHistory;
    if (!interaction || !lesson || !suggestion || !history) throw new Error('the full state has one of each');
    state.ux.interactions = [
      { ...interaction, id: 'old', timestamp: NOW - 30 * DAY_MS - 1 },
      { ...interaction, id: 'new', timestamp: NOW - 30 * DAY_MS },
    ];
    state.school.lessons = [
      { ...lesson, id: 'done', prerequisites: ['open'] },
      { ...lesson, id: 'open', prerequisites: [], completed: false },
    ];
    state.school.progress = { ...state.school.progress, currentLesson: 'open', lastActivity: NOW - 90 * DAY_MS - 1 };
    const old = NOW - 3_600_001;
    state.aiSuggestions.suggestions = [
      { ...suggestion, id: 'old', createdAt: old, feedback: [] },
      { ...suggestion, id: 'acted-on', createdAt: old, feedback: [] },
      { ...suggestion, id: 'rated', createdAt: old },
      { ...suggestion, id: 'new', createdAt: old + 1, feedback: [] },
    ];
    state.aiSuggestions.recommendationHistory = [{ ...history, suggestionId: 'acted-on' }];
    const isSound = () => violations(state, assistantModel, NOW).every(({ severity }) => severity === 'warning');
    expect(isSound()).toBe(true);

    expect(optimise(state, assistantModel, NOW)).toEqual({
      'short-term': 100,
      nodes: 100,
      patterns: 1,
      'feedback-loops': 3,
      interactions: 1,
      lessons: 1,
      suggestions: 1,
    });
    expect(isSound()).toBe(true);
    expect(judge(state)).toBe(true);
    expect(state.memory.nodes.size).toBe(300);
    expect(state.memory.lastIndexed).toBe(NOW);
    expect(other).toMatchObject({ similarity: [], lastSeen: NOW });
    expect(loop.impact.patternUpdates).toEqual([other.id]);
    expect(state.school.lessons).toMatchObject([{ id: 'done', prerequisites: [] }]);
    expect('currentLesson' in state.school.progress).toBe(false);
    expect(state.aiSuggestions.suggestions.map(({ id }) => id)).toEqual(['acted-on', 'rated', 'new']);
    expect(optimise(state, assistantModel, NOW)).toMatchObject({ 'short-term': 0, nodes: 0, patterns: 0 });
  });
});
