/**
 * What must be consistent in the assistant's state, beyond what its schema says. Reported by the consistency check,
 * never a reason to refuse an update.
 */
import type { IntegrityRule } from '../../model/types.js';

const MINUTE_MS = 60_000;

/** Every list of records that have an `id`. Nodes count as one list: none is in both memories. */
const listsOfRecords: readonly (string | readonly string[])[] = [
  ['/memory/shortTerm/*', '/memory/longTerm/*'],
  '/learning/patterns/*',
  '/learning/feedbackLoops/*',
  '/learning/knowledgeBase/*',
  '/learning/learningAlgorithms/*',
  '/learning/feedbackProcessor/rules/*',
  '/design/patterns/*',
  '/design/components/*',
  '/design/assets/*',
  '/ux/interactions/*',
  '/ux/patterns/*',
  '/ux/insights/*',
  '/school/lessons/*',
  '/school/recommendations/*',
  '/school/assessments/*',
  '/assets/assets/*',
  '/assets/categories/*',
  '/assets/tags/*',
  '/assets/collections/*',
  '/aiSuggestions/suggestions/*',
  '/aiSuggestions/contextAnalysis/*',
  '/aiSuggestions/suggestionEngine/algorithms/*',
  '/aiSuggestions/recommendationHistory/*',
];

/** Ids that name a record elsewhere, and where. */
const references: readonly IntegrityRule[] = [
  {
    rule: 'reference',
    from: [
      '/memory/nodes/*/connections/*',
      '/memory/shortTerm/*/connections/*',
      '/memory/longTerm/*/connections/*',
      '/memory/connections', // its keys
      '/memory/connections/*/*',
    ],
    to: '/memory/nodes',
  },
  {
    rule: 'reference',
    from: '/learning/patterns/*/similarity/*/patternId',
    to: '/learning/patterns/*/id',
    // Without its pattern the whole comparison says nothing.
    dropEntry: true,
  },
  { rule: 'reference', from: '/learning/feedbackLoops/*/impact/patternUpdates/*', to: '/learning/patterns/*/id' },
  {
    rule: 'reference',
    from: ['/learning/feedbackLoops/*/impact/knowledgeUpdates/*', '/learning/knowledgeBase/*/relationships/*'],
    to: '/learning/knowledgeBase/*/id',
  },
  {
    rule: 'reference',
    from: [
      '/school/progress/completedLessons/*',
      '/school/progress/currentLesson',
      '/school/lessons/*/prerequisites/*',
    ],
    to: '/school/lessons/*/id',
  },
  { rule: 'reference', from: '/assets/collections/*/assets/*', to: '/assets/assets/*/id' },
  { rule: 'reference', from: '/assets/assets/*/category', to: '/assets/categories/*/id' },
  { rule: 'reference', from: '/assets/assets/*/collection', to: '/assets/collections/*/id' },
  {
    rule: 'reference',
    from: '/aiSuggestions/recommendationHistory/*/suggestionId',
    to: '/aiSuggestions/suggestions/*/id',
  },
];

/**
 * Every time in the state. Deliberately not `training.estimatedCompletion`: an estimate of an end lies in the future
 * by its nature, and a warning about it would never go away.
 */
const times: readonly string[] = [
  '/system/lastUpdated',
  '/system/components/*/lastActivity',
  '/user/session/startTime',
  '/user/session/lastActivity',
  ...['nodes', 'shortTerm', 'longTerm'].flatMap((nodes) => [
    `/memory/${nodes}/*/metadata/lastUpdated`,
    `/memory/${nodes}/*/createdAt`,
    `/memory/${nodes}/*/lastUpdated`,
  ]),
  '/memory/lastIndexed',
  '/learning/patterns/*/lastSeen',
  '/learning/feedbackLoops/*/timestamp',
  '/learning/knowledgeBase/*/lastUpdated',
  '/learning/knowledgeBase/*/sharing/lastShared',
  '/learning/knowledgeBase/*/validation/verificationDate',
  '/learning/knowledgeBase/*/usage/lastAccessed',
  '/learning/learningAlgorithms/*/lastRun',
  '/learning/learningAlgorithms/*/training/startTime',
  '/learning/learningAlgorithms/*/evaluation/lastEvaluated',
  '/learning/performance/trends/*/values/*/timestamp',
  '/learning/patternRecognition/methods/*/lastUsed',
  '/design/patterns/*/lastUsed',
  '/design/components/*/lastUpdated',
  '/ux/interactions/*/timestamp',
  '/ux/patterns/*/lastObserved',
  '/ux/insights/*/timestamp',
  '/school/progress/lastActivity',
  '/school/recommendations/*/timestamp',
  '/school/assessments/*/timestamp',
  '/assets/assets/*/createdAt',
  '/assets/assets/*/lastUpdated',
  '/assets/collections/*/createdAt',
  '/assets/collections/*/lastUpdated',
  '/aiSuggestions/suggestions/*/createdAt',
  '/aiSuggestions/suggestions/*/lastUpdated',
  '/aiSuggestions/suggestions/*/feedback/*/timestamp',
  '/aiSuggestions/contextAnalysis/*/timestamp',
  '/aiSuggestions/suggestionEngine/algorithms/*/lastUsed',
  '/aiSuggestions/recommendationHistory/*/timestamp',
  '/aiSuggestions/recommendationHistory/*/feedback/timestamp',
  '/aiSuggestions/performance/trends/*/values/*/timestamp',
];

/** The consistency rules of the assistant. */
export const assistantIntegrity: readonly IntegrityRule[] = [
  { rule: 'status', active: 'active' },
  { rule: 'count', of: '/memory/nodes', equals: ['/memory/shortTerm', '/memory/longTerm'] },
  { rule: 'keyed', at: '/memory/nodes/*', by: 'id' },
  ...listsOfRecords.map((at): IntegrityRule => ({ rule: 'unique', at, by: 'id' })),
  ...references,
  {
    rule: 'count',
    of: '/assets/assets/*/category',
    each: '/assets/categories/*',
    by: 'id',
    in: 'assetCount',
    severity: 'warning',
  },
  {
    rule: 'held',
    at: '/memory/nodes/*',
    by: ['/memory/shortTerm/*/id', '/memory/longTerm/*/id'],
    severity: 'warning',
    recommendation: 'Some memory nodes are in neither short-term nor long-term memory; optimizeState() drops them.',
  },
  { rule: 'count', of: '/learning/patterns', equals: '/learning/learningAlgorithms', severity: 'warning' },
  { rule: 'future', at: times, byMoreThan: 5 * MINUTE_MS, severity: 'warning' },
];
