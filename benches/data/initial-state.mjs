/**
 * The initial state of the assistant model, in plain JavaScript, so that the benchmark's data can be made without a
 * build. A unit test compares it with the model's own.
 */

const noMetrics = () => ({
  accuracy: 0,
  precision: 0,
  recall: 0,
  f1Score: 0,
  responseTime: 0,
  throughput: 0,
  errorRate: 0,
});

/** @returns {import('holdfast/models/assistant').ComponentStatus} */
const inactive = () => ({ status: 'inactive', lastActivity: 0 });

/**
 * @param {number} now the time of creation, Unix milliseconds
 * @returns {import('holdfast/models/assistant').AssistantState}
 */
export const initialState = (now) => ({
  system: {
    status: 'initializing',
    version: '1.0.0',
    lastUpdated: now,
    components: {
      MemoryStore: inactive(),
      LearningSystem: inactive(),
      DesignSystem: inactive(),
      UXRepository: inactive(),
      SchoolBench: inactive(),
      AssetLibrary: inactive(),
      AIDesignSuggestions: inactive(),
    },
  },
  user: { id: 'default', preferences: {}, session: { startTime: now, lastActivity: now } },
  memory: { nodes: new Map(), connections: new Map(), shortTerm: [], longTerm: [], lastIndexed: now },
  learning: {
    patterns: [],
    feedbackLoops: [],
    knowledgeBase: [],
    learningAlgorithms: [],
    performance: {
      accuracy: 0,
      responseTime: 0,
      learningRate: 0,
      patternRecognitionRate: 0,
      overall: noMetrics(),
      byAlgorithm: {},
      byPatternType: {},
      trends: [],
    },
    patternRecognition: {
      active: true,
      methods: [],
      thresholds: { confidence: 0.7, similarity: 0.8, frequency: 3, support: 0.1 },
      statistics: {
        patternsDetected: 0,
        falsePositives: 0,
        falseNegatives: 0,
        averageConfidence: 0,
        processingTime: 0,
      },
    },
    feedbackProcessor: {
      active: true,
      queue: { pending: [], processing: [], completed: [], failed: [] },
      processing: { isProcessing: false, currentBatch: 0, totalProcessed: 0, averageProcessingTime: 0 },
      rules: [],
    },
    knowledgeSharing: {
      active: true,
      protocols: [],
      permissions: { readAccess: [], writeAccess: [], adminAccess: [], restrictions: [] },
      statistics: { sharedItems: 0, receivedItems: 0, successRate: 0, averageLatency: 0 },
    },
    learningMetrics: {
      overall: {},
      patterns: { byType: {} },
      algorithms: { byType: {} },
      knowledge: { byType: {} },
      feedback: { byType: {} },
    },
  },
  design: {
    patterns: [],
    components: [],
    styles: {
      colors: { primary: [], secondary: [], neutral: [], semantic: {} },
      typography: { fonts: [], sizes: {}, weights: {} },
      spacing: { scale: [], units: 'px' },
      breakpoints: [],
    },
    assets: [],
  },
  ux: {
    interactions: [],
    patterns: [],
    insights: [],
    metrics: { engagement: 0, satisfaction: 0, efficiency: 0, errorRate: 0, completionRate: 0 },
  },
  school: {
    lessons: [],
    progress: { completedLessons: [], overallScore: 0, strengths: [], weaknesses: [], lastActivity: now },
    recommendations: [],
    assessments: [],
  },
  assets: { assets: [], categories: [], tags: [], collections: [] },
  aiSuggestions: {
    suggestions: [],
    contextAnalysis: [],
    suggestionEngine: {
      active: true,
      algorithms: [],
      thresholds: { confidence: 0, relevance: 0, similarity: 0, frequency: 0, recency: 0 },
      statistics: {
        suggestionsGenerated: 0,
        suggestionsAccepted: 0,
        suggestionsRejected: 0,
        averageConfidence: 0,
        averageRelevance: 0,
        processingTime: 0,
        byType: {},
        byAlgorithm: {},
      },
      configuration: {
        maxSuggestions: 5,
        suggestionLifetime: 3_600_000,
        updateInterval: 300_000,
        learningEnabled: true,
        contextWeight: 0.4,
        patternWeight: 0.3,
        userPreferenceWeight: 0.3,
      },
    },
    recommendationHistory: [],
    performance: {
      overall: noMetrics(),
      byType: {},
      byAlgorithm: {},
      trends: [],
      userSatisfaction: 0,
      implementationRate: 0,
      effectivenessRate: 0,
    },
    configuration: {
      enabled: true,
      autoSuggest: true,
      suggestionLimit: 5,
      confidenceThreshold: 0.7,
      relevanceThreshold: 0.6,
      learningRate: 0.1,
      contextSensitivity: 0.8,
      personalizationLevel: 'medium',
    },
  },
});
