/** The slice `aiSuggestions`: what is suggested, why, and what became of it. Owned by `AIDesignSuggestions`. */
import type { Json } from '../../../model/types.js';
import type { Count, Duration, Level, Metrics, Priority, Share, Timestamp, Trend } from './shared.js';

/** What is suggested, why, and what became of it. */
export interface AiSuggestionsState {
  suggestions: Suggestion[];
  contextAnalysis: ContextAnalysis[];
  suggestionEngine: SuggestionEngine;
  recommendationHistory: RecommendationRecord[];
  performance: SuggestionPerformance;
  configuration: {
    enabled: boolean;
    autoSuggest: boolean;
    suggestionLimit: Count;
    confidenceThreshold: number;
    relevanceThreshold: number;
    learningRate: number;
    contextSensitivity: number;
    personalizationLevel: Level;
  };
}

/** One suggestion. */
export interface Suggestion {
  id: string;
  type: 'pattern' | 'component' | 'layout' | 'style' | 'interaction' | 'asset' | 'best_practice';
  title: string;
  description: string;
  content: Json;
  confidence: Share;
  relevance: Share;
  priority: Priority;
  context: Json;
  sources: string[];
  reasoning: string[];
  alternatives: string[];
  implementation: Json;
  feedback: SuggestionFeedback[];
  createdAt: Timestamp;
  lastUpdated: Timestamp;
}

/** What a user said to a suggestion. */
export interface SuggestionFeedback {
  userId: string;
  rating: number;
  comment?: string;
  implemented: boolean;
  effectiveness: number;
  timestamp: Timestamp;
}

/** What was read from the context. */
export interface ContextAnalysis {
  id: string;
  contextType: 'user' | 'design' | 'interaction' | 'learning' | 'constraints';
  analysis: Json;
  insights: string[];
  confidence: Share;
  timestamp: Timestamp;
}

/** What makes suggestions, and how. */
export interface SuggestionEngine {
  active: boolean;
  algorithms: SuggestionAlgorithm[];
  thresholds: { confidence: number; relevance: number; similarity: number; frequency: number; recency: number };
  statistics: {
    suggestionsGenerated: Count;
    suggestionsAccepted: Count;
    suggestionsRejected: Count;
    averageConfidence: number;
    averageRelevance: number;
    processingTime: Duration;
    byType: Record<string, number>;
    byAlgorithm: Record<string, number>;
  };
  configuration: {
    maxSuggestions: Count;
    /** How long a suggestion without feedback is kept. */
    suggestionLifetime: Duration;
    updateInterval: Duration;
    learningEnabled: boolean;
    contextWeight: number;
    patternWeight: number;
    userPreferenceWeight: number;
  };
}

/** One way to find suggestions. */
export interface SuggestionAlgorithm {
  id: string;
  name: string;
  type: 'pattern_matching' | 'collaborative_filtering' | 'content_based' | 'hybrid' | 'contextual';
  active: boolean;
  accuracy: number;
  performance: number;
  lastUsed: Timestamp;
  configuration: Json;
}

/** What a user did with a suggestion. */
export interface RecommendationRecord {
  id: string;
  /** Id of a suggestion. */
  suggestionId: string;
  userId: string;
  action: 'accepted' | 'rejected' | 'modified' | 'implemented';
  feedback?: SuggestionFeedback;
  timestamp: Timestamp;
  context: Json;
}

/** How well suggesting goes. */
export interface SuggestionPerformance {
  overall: Metrics;
  byType: Record<string, Metrics>;
  byAlgorithm: Record<string, Metrics>;
  trends: Trend[];
  userSatisfaction: number;
  implementationRate: number;
  effectivenessRate: number;
}
