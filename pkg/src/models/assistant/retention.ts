/**
 * What the assistant forgets when its state is optimised. Every threshold can be changed; the lifetime of suggestions
 * is part of the state itself.
 */
import type { RetentionRule } from '../../model/types.js';
import type { Duration, Share } from './types.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long things are kept. */
export interface AssistantRetention {
  /** Age from which nodes leave short-term memory. */
  readonly shortTermAge: Duration;
  /** Patterns with at most this confidence are dropped. */
  readonly patternConfidence: Share;
  /** Age from which feedback loops are dropped. */
  readonly feedbackAge: Duration;
  /** Age from which interactions are dropped. */
  readonly interactionAge: Duration;
  /** How long after the last activity in school lessons that are not completed are dropped. */
  readonly lessonAge: Duration;
}

/** The thresholds unless others are given. */
export const assistantRetentionDefaults: AssistantRetention = {
  shortTermAge: DAY_MS,
  patternConfidence: 0.1,
  feedbackAge: 7 * DAY_MS,
  interactionAge: 30 * DAY_MS,
  lessonAge: 90 * DAY_MS,
};

/**
 * The retention rules of the assistant, with other thresholds where given.
 *
 * @example
 * assistantRetentionRules({ shortTermAge: 2 * 86_400_000 });
 */
export function assistantRetentionRules(thresholds: Partial<AssistantRetention> = {}): readonly RetentionRule[] {
  const keep = { ...assistantRetentionDefaults, ...thresholds };
  return [
    { name: 'short-term', drop: '/memory/shortTerm/*', olderThan: keep.shortTermAge, by: 'createdAt' },
    {
      // After short-term memory, because what that let go is what is no longer held.
      name: 'nodes',
      drop: '/memory/nodes/*',
      unlessHeldBy: ['/memory/shortTerm/*/id', '/memory/longTerm/*/id'],
      dropReferences: true,
    },
    {
      name: 'patterns',
      drop: '/learning/patterns/*',
      when: { confidence: { atMost: keep.patternConfidence } },
      dropReferences: true,
    },
    { name: 'feedback-loops', drop: '/learning/feedbackLoops/*', olderThan: keep.feedbackAge, by: 'timestamp' },
    { name: 'interactions', drop: '/ux/interactions/*', olderThan: keep.interactionAge, by: 'timestamp' },
    {
      name: 'lessons',
      drop: '/school/lessons/*',
      when: { completed: { equals: false } },
      olderThan: keep.lessonAge,
      by: '/school/progress/lastActivity',
      // A prerequisite that no longer exists would be an inconsistency, made by tidying up.
      dropReferences: true,
    },
    {
      name: 'suggestions',
      drop: '/aiSuggestions/suggestions/*',
      when: { feedback: { empty: true } },
      olderThan: '/aiSuggestions/suggestionEngine/configuration/suggestionLifetime',
      by: 'createdAt',
      // What the history tells of was acted on, which is feedback too; and the history must not point at nothing.
      unlessHeldBy: '/aiSuggestions/recommendationHistory/*/suggestionId',
      id: 'id',
    },
    { stamp: '/memory/lastIndexed' },
    { stamp: '/learning/patterns/*/lastSeen', ifMissing: true },
  ];
}
