/** The assistant suggests something, and counts it. */
import type { Suggestion } from 'holdfast/models/assistant';
import { anyOf, share } from '../../lib/chance.ts';
import { append, feedId, type MakeMove } from './move.ts';

/** Suggestions that are kept. */
const MOST = 40;

const ideas: readonly (readonly [Suggestion['type'], string])[] = [
  ['layout', 'Give the table a compact mode'],
  ['style', 'Raise the contrast of secondary text'],
  ['component', 'Use a segmented control for three choices'],
  ['interaction', 'Offer undo instead of a question'],
  ['pattern', 'Group settings by what they are about'],
  ['best_practice', 'Label icons that stand alone'],
  ['asset', 'Replace the photo with an illustration'],
];

export const suggest: MakeMove = ({ aiSuggestions, learning }) => {
  const [type, title] = anyOf(ideas);
  const now = Date.now();
  const pattern = learning.patterns.length > 0 ? anyOf(learning.patterns) : undefined;
  const suggestion: Suggestion = {
    id: feedId(),
    type,
    title,
    description: `${title}, since it came up again.`,
    content: {},
    confidence: share(0.5),
    relevance: share(0.4),
    priority: anyOf(['low', 'medium', 'high'] as const),
    context: {},
    sources: pattern ? [pattern.id] : [],
    reasoning: ['Seen several times lately'],
    alternatives: [],
    implementation: {},
    feedback: [],
    createdAt: now,
    lastUpdated: now,
  };
  return {
    label: `Suggestion: ${type.replace('_', ' ')}`,
    patch: [
      ...append(aiSuggestions.suggestions, '/aiSuggestions/suggestions', suggestion, MOST),
      {
        op: 'replace',
        path: '/aiSuggestions/suggestionEngine/statistics/suggestionsGenerated',
        value: aiSuggestions.suggestionEngine.statistics.suggestionsGenerated + 1,
      },
    ],
  };
};
