/** The schema of the slice `aiSuggestions`. */
import {
  anything,
  boolean,
  count,
  dictionary,
  list,
  ms,
  number,
  oneOf,
  record,
  ref,
  share,
  string,
  strings,
} from './parts.js';
import { priority } from './shared.js';

const suggestion = record({
  id: string,
  type: oneOf('pattern', 'component', 'layout', 'style', 'interaction', 'asset', 'best_practice'),
  title: string,
  description: string,
  content: anything,
  confidence: share,
  relevance: share,
  priority,
  context: anything,
  sources: strings,
  reasoning: strings,
  alternatives: strings,
  implementation: anything,
  feedback: list(ref('SuggestionFeedback')),
  createdAt: ms,
  lastUpdated: ms,
});

const contextAnalysis = record({
  id: string,
  contextType: oneOf('user', 'design', 'interaction', 'learning', 'constraints'),
  analysis: anything,
  insights: strings,
  confidence: share,
  timestamp: ms,
});

const suggestionEngine = record({
  active: boolean,
  algorithms: list(
    record({
      id: string,
      name: string,
      type: oneOf('pattern_matching', 'collaborative_filtering', 'content_based', 'hybrid', 'contextual'),
      active: boolean,
      accuracy: number,
      performance: number,
      lastUsed: ms,
      configuration: anything,
    }),
  ),
  thresholds: record({
    confidence: number,
    relevance: number,
    similarity: number,
    frequency: number,
    recency: number,
  }),
  statistics: record({
    suggestionsGenerated: count,
    suggestionsAccepted: count,
    suggestionsRejected: count,
    averageConfidence: number,
    averageRelevance: number,
    processingTime: number,
    byType: dictionary(number),
    byAlgorithm: dictionary(number),
  }),
  configuration: record({
    maxSuggestions: count,
    suggestionLifetime: number,
    updateInterval: number,
    learningEnabled: boolean,
    contextWeight: number,
    patternWeight: number,
    userPreferenceWeight: number,
  }),
});

const recommendation = record(
  {
    id: string,
    suggestionId: string,
    userId: string,
    action: oneOf('accepted', 'rejected', 'modified', 'implemented'),
    timestamp: ms,
    context: anything,
  },
  { feedback: ref('SuggestionFeedback') },
);

const performance = record({
  overall: ref('Metrics'),
  byType: dictionary(ref('Metrics')),
  byAlgorithm: dictionary(ref('Metrics')),
  trends: list(ref('Trend')),
  userSatisfaction: number,
  implementationRate: number,
  effectivenessRate: number,
});

const configuration = record({
  enabled: boolean,
  autoSuggest: boolean,
  suggestionLimit: count,
  confidenceThreshold: number,
  relevanceThreshold: number,
  learningRate: number,
  contextSensitivity: number,
  personalizationLevel: oneOf('low', 'medium', 'high'),
});

export const aiSuggestions = record({
  suggestions: list(suggestion),
  contextAnalysis: list(contextAnalysis),
  suggestionEngine,
  recommendationHistory: list(recommendation),
  performance,
  configuration,
});
