/**
 * What has to be there before anything can be learned: the topics that memories are about, in long-term memory, and the
 * patterns, each with the algorithm that finds it (the model wants as many of one as of the other).
 */
import type { PatchOperation } from 'holdfast';
import type { Algorithm, AssistantState, Pattern } from 'holdfast/models/assistant';
import { share } from '../../lib/chance.ts';
import { makeNode } from '../../nodes/make-node.ts';
import { feedId, isOwn, type Move } from './move.ts';

const TOPICS = ['Layout', 'Colour', 'Typography', 'Motion', 'Tone of voice', 'Accessibility', 'Mobile'];
const PATTERNS = ['working hours', 'palette', 'question length', 'undo after paste', 'first page', 'export'];

/** What is missing of it; `undefined` if nothing is. */
export function begin({ memory, learning }: AssistantState): Move | undefined {
  const patch = [
    ...(memory.longTerm.some(({ id }) => isOwn(id)) ? [] : TOPICS.flatMap(topic)),
    ...(learning.patterns.some(({ id }) => isOwn(id)) ? [] : PATTERNS.flatMap(pattern)),
  ];
  return patch.length > 0 ? { label: 'Topics and patterns', patch } : undefined;
}

function topic(text: string): PatchOperation[] {
  const draft = { type: 'knowledge', source: 'curriculum', text, confidence: 0.95, importance: 0.9 } as const;
  const node = makeNode({ ...draft, tags: ['topic'] }, feedId());
  return [
    { op: 'add', path: `/memory/nodes/${node.id}`, value: node },
    { op: 'add', path: '/memory/longTerm/-', value: node },
  ];
}

function pattern(type: string): PatchOperation[] {
  return [
    { op: 'add', path: '/learning/patterns/-', value: patternOf(type) },
    { op: 'add', path: '/learning/learningAlgorithms/-', value: algorithmOf(type) },
  ];
}

const scores = () => ({ accuracy: share(0.6), precision: share(0.6), recall: share(0.5), f1Score: share(0.5) });

function patternOf(type: string): Pattern {
  return {
    id: feedId(),
    type,
    data: {},
    confidence: share(0.4, 0.8),
    occurrences: 1,
    lastSeen: Date.now(),
    sources: ['feed'],
    features: [{ name: 'frequency', value: 1, weight: 0.5, type: 'numeric' }],
    similarity: [],
    prediction: { confidence: share(), timeframe: 3_600_000, factors: [] },
    validation: { ...scores(), testCases: 12 },
  };
}

function algorithmOf(name: string): Algorithm {
  const now = Date.now();
  return {
    id: feedId(),
    type: 'reinforcement',
    status: 'active',
    performance: share(0.5),
    lastRun: now,
    configuration: {
      name,
      version: '1.0',
      description: `Finds the pattern “${name}”`,
      inputTypes: ['interaction'],
      outputTypes: ['pattern'],
      requirements: [],
    },
    training: {
      isTraining: false,
      progress: 1,
      epochs: 10,
      currentEpoch: 10,
      loss: share(0, 0.3),
      accuracy: share(0.6),
      startTime: now,
      estimatedCompletion: now,
    },
    evaluation: { ...scores(), lastEvaluated: now },
    hyperparameters: {},
  };
}
