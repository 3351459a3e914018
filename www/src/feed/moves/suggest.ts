/** The assistant suggests something, and counts it. */
import type { Suggestion } from 'holdfast/models/assistant';
import { anyOf, share, upTo } from '../../lib/chance.ts';
import { List } from '../../lib/list.ts';
import { sync } from '../../state.ts';
import { append, feedId, type MakeMove } from './move.ts';

const suggestions = new List('/aiSuggestions/suggestions');
const patterns = new List('/learning/patterns');
const GENERATED = '/aiSuggestions/suggestionEngine/statistics/suggestionsGenerated';

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

export const suggest: MakeMove = () => {
  const [type, title] = anyOf(ideas);
  const now = Date.now();
  const pattern = patterns.idAt(upTo(patterns.length));
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
    sources: pattern === undefined ? [] : [pattern],
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
      ...append(suggestions, suggestion, MOST),
      {
        op: 'replace',
        path: GENERATED,
        value: (sync.get(GENERATED) as number) + 1,
      },
    ],
  };
};
