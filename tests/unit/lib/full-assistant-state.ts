/**
 * An assistant state in which every field that there is has a value, and every list, dictionary and `Map` an entry.
 * Its type is the compiler's proof that the TypeScript types have these fields; the tests compare it with the schema.
 */
import type {
  Asset,
  AssetMetadata,
  AssistantState,
  ComponentStatus,
  MemoryNode,
  Metrics,
  SuggestionFeedback,
  Trend,
} from '../../../pkg/src/models/assistant.js';

const t = 1_700_000_000_000;
const scores = { accuracy: 0.9, precision: 0.8, recall: 0.7, f1Score: 0.75 };
const metrics: Metrics = { ...scores, responseTime: 12, throughput: 3, errorRate: 0.1 };
const trend: Trend = { metric: 'accuracy', values: [{ timestamp: t, value: 1 }], trend: 'stable', changeRate: 0.5 };
const active: ComponentStatus = { status: 'active', lastActivity: t };
const node: MemoryNode = {
  id: 'n',
  type: 'design',
  data: new Map([['any', null]]),
  connections: ['n'],
  metadata: { source: 's', confidence: 1, lastUpdated: t, tags: ['x'], importance: 0, accessCount: 2 },
  createdAt: t,
  lastUpdated: t,
};
const metadata: AssetMetadata = { size: 10, format: 'png', dimensions: { width: 1, height: 2 }, duration: 5 };
const feedback: SuggestionFeedback = {
  userId: 'u',
  rating: 4,
  comment: 'good',
  implemented: true,
  effectiveness: 0.5,
  timestamp: t,
};
const asset: Asset = {
  id: 'a',
  name: 'A',
  type: 'template',
  url: '/a.png',
  metadata,
  tags: ['x'],
  category: 'c',
  collection: 'k',
  usage: 1,
  rating: 5,
  createdAt: t,
  lastUpdated: t,
};

const full: AssistantState = {
  system: {
    status: 'ready',
    version: '1.0.0',
    lastUpdated: t,
    components: {
      MemoryStore: active,
      LearningSystem: active,
      DesignSystem: active,
      UXRepository: active,
      SchoolBench: active,
      AssetLibrary: active,
      AIDesignSuggestions: active,
    },
  },
  user: { id: 'u', preferences: { theme: ['dark'] }, session: { startTime: t, lastActivity: t } },
  memory: {
    nodes: new Map([['n', node]]),
    connections: new Map([['n', ['n']]]),
    shortTerm: [node],
    longTerm: [node],
    lastIndexed: t,
  },
  learning: {
    patterns: [
      {
        id: 'p',
        type: 'sequence',
        data: { any: 1 },
        confidence: 0.5,
        occurrences: 3,
        lastSeen: t,
        sources: ['s'],
        features: [{ name: 'f', value: 1, weight: -1, type: 'spatial' }],
        similarity: [{ patternId: 'p', similarity: 1, method: 'jaccard' }],
        prediction: { nextValue: 'x', confidence: 0.5, timeframe: 60, factors: ['f'] },
        validation: { ...scores, testCases: 4 },
      },
    ],
    feedbackLoops: [
      {
        id: 'l',
        type: 'reinforcement',
        data: null,
        processed: true,
        timestamp: t,
        priority: 'critical',
        source: 's',
        target: 't',
        impact: { learningRate: 0.1, confidenceChange: -0.1, patternUpdates: ['p'], knowledgeUpdates: ['k'] },
        action: { type: 'retrain', parameters: [], executed: true, result: false },
      },
    ],
    knowledgeBase: [
      {
        id: 'k',
        type: 'fact',
        content: 'c',
        relationships: ['k'],
        confidence: 0.5,
        lastUpdated: t,
        sharing: { isPublic: true, sharedWith: ['u'], accessLevel: 'admin', lastShared: t },
        validation: { verified: true, verificationMethod: 'm', verifiedBy: 'u', verificationDate: t },
        usage: { accessCount: 1, lastAccessed: t, effectiveness: 0.5, userSatisfaction: 0.5 },
      },
    ],
    learningAlgorithms: [
      {
        id: 'g',
        type: 'ensemble',
        status: 'evaluating',
        performance: 0.5,
        lastRun: t,
        configuration: {
          name: 'n',
          version: '1',
          description: 'd',
          inputTypes: ['i'],
          outputTypes: ['o'],
          requirements: ['r'],
        },
        training: {
          isTraining: true,
          progress: 0.5,
          epochs: 10,
          currentEpoch: 5,
          loss: 0.1,
          accuracy: 0.9,
          startTime: t,
          estimatedCompletion: t,
        },
        evaluation: { ...scores, confusionMatrix: [[1, 0]], rocCurve: [{ fpr: 0, tpr: 1 }], lastEvaluated: t },
        hyperparameters: { depth: 3 },
      },
    ],
    performance: {
      accuracy: 0.9,
      responseTime: 10,
      learningRate: 0.1,
      patternRecognitionRate: 0.5,
      overall: metrics,
      byAlgorithm: { g: metrics },
      byPatternType: { sequence: metrics },
      trends: [trend],
    },
    patternRecognition: {
      active: true,
      methods: [{ name: 'm', type: 'clustering', active: true, accuracy: 0.9, lastUsed: t }],
      thresholds: { confidence: 0.7, similarity: 0.8, frequency: 3, support: 0.1 },
      statistics: {
        patternsDetected: 1,
        falsePositives: 0,
        falseNegatives: 0,
        averageConfidence: 0.5,
        processingTime: 2,
      },
    },
    feedbackProcessor: {
      active: true,
      queue: { pending: ['l'], processing: ['l'], completed: ['l'], failed: ['l'] },
      processing: { isProcessing: true, currentBatch: 1, totalProcessed: 2, averageProcessingTime: 3.5 },
      rules: [{ id: 'r', condition: 'c', action: 'a', priority: 1, active: true }],
    },
    knowledgeSharing: {
      active: true,
      protocols: [{ name: 'p', type: 'request-response', active: true, reliability: 0.99 }],
      permissions: { readAccess: ['u'], writeAccess: ['u'], adminAccess: ['u'], restrictions: ['r'] },
      statistics: { sharedItems: 1, receivedItems: 2, successRate: 0.5, averageLatency: 30 },
    },
    learningMetrics: {
      overall: { score: 1 },
      patterns: { total: 1, byType: { sequence: 1 } },
      algorithms: { total: 1, byType: { ensemble: 1 } },
      knowledge: { total: 1, byType: { fact: 1 } },
      feedback: { total: 1, byType: { user: 1 } },
    },
  },
  design: {
    patterns: [
      {
        id: 'd',
        name: 'n',
        category: 'c',
        description: 'd',
        usage: ['u'],
        examples: [{}],
        confidence: 0.5,
        lastUsed: t,
      },
    ],
    components: [{ id: 'c', name: 'n', type: 'button', props: {}, variants: [1], usage: 1, lastUpdated: t }],
    styles: {
      colors: { primary: ['#000'], secondary: ['#111'], neutral: ['#222'], semantic: { error: '#f00' } },
      typography: { fonts: ['Inter'], sizes: { body: '16px' }, weights: { bold: 700 } },
      spacing: { scale: [4], units: 'px' },
      breakpoints: [{ name: 'sm', value: 640 }],
    },
    assets: [{ id: 'a', type: 'sound', url: '/a.ogg', metadata, tags: ['x'], usage: 1 }],
  },
  ux: {
    interactions: [
      { id: 'i', type: 'click', userId: 'u', timestamp: t, data: null, context: null, outcome: 'partial' },
    ],
    patterns: [
      { id: 'p', name: 'n', description: 'd', frequency: 1, successRate: 0.5, userSatisfaction: 4, lastObserved: t },
    ],
    insights: [{ id: 's', type: 't', description: 'd', confidence: 0.5, data: null, timestamp: t }],
    metrics: { engagement: 1, satisfaction: 2, efficiency: 3, errorRate: 4, completionRate: 5 },
  },
  school: {
    lessons: [
      {
        id: 'l',
        title: 't',
        content: null,
        difficulty: 1,
        prerequisites: ['l'],
        outcomes: ['o'],
        completed: true,
        score: 9.5,
      },
    ],
    progress: {
      completedLessons: ['l'],
      currentLesson: 'l',
      overallScore: 9,
      strengths: ['s'],
      weaknesses: ['w'],
      lastActivity: t,
    },
    recommendations: [{ id: 'r', type: 'review', content: null, priority: 1, reason: 'r', timestamp: t }],
    assessments: [{ id: 'a', type: 'quiz', questions: ['?'], score: 1, completed: true, timestamp: t }],
  },
  assets: {
    assets: [asset],
    categories: [{ id: 'c', name: 'n', description: 'd', parentCategory: 'c', assetCount: 1 }],
    tags: [{ id: 'x', name: 'n', usage: 1, relatedTags: ['x'] }],
    collections: [
      { id: 'k', name: 'n', description: 'd', assets: ['a'], isPublic: true, createdAt: t, lastUpdated: t },
    ],
  },
  aiSuggestions: {
    suggestions: [
      {
        id: 's',
        type: 'best_practice',
        title: 't',
        description: 'd',
        content: null,
        confidence: 0.5,
        relevance: 0.5,
        priority: 'high',
        context: null,
        sources: ['s'],
        reasoning: ['r'],
        alternatives: ['a'],
        implementation: null,
        feedback: [feedback],
        createdAt: t,
        lastUpdated: t,
      },
    ],
    contextAnalysis: [
      { id: 'c', contextType: 'constraints', analysis: null, insights: ['i'], confidence: 0.5, timestamp: t },
    ],
    suggestionEngine: {
      active: true,
      algorithms: [
        {
          id: 'g',
          name: 'n',
          type: 'content_based',
          active: true,
          accuracy: 0.9,
          performance: 1,
          lastUsed: t,
          configuration: null,
        },
      ],
      thresholds: { confidence: 1, relevance: 2, similarity: 3, frequency: 4, recency: 5 },
      statistics: {
        suggestionsGenerated: 3,
        suggestionsAccepted: 2,
        suggestionsRejected: 1,
        averageConfidence: 0.5,
        averageRelevance: 0.5,
        processingTime: 10,
        byType: { layout: 1 },
        byAlgorithm: { g: 1 },
      },
      configuration: {
        maxSuggestions: 5,
        suggestionLifetime: 1,
        updateInterval: 2,
        learningEnabled: true,
        contextWeight: 0.4,
        patternWeight: 0.3,
        userPreferenceWeight: 0.3,
      },
    },
    recommendationHistory: [
      { id: 'r', suggestionId: 's', userId: 'u', action: 'modified', feedback, timestamp: t, context: null },
    ],
    performance: {
      overall: metrics,
      byType: { layout: metrics },
      byAlgorithm: { g: metrics },
      trends: [trend],
      userSatisfaction: 1,
      implementationRate: 2,
      effectivenessRate: 3,
    },
    configuration: {
      enabled: true,
      autoSuggest: true,
      suggestionLimit: 5,
      confidenceThreshold: 0.7,
      relevanceThreshold: 0.6,
      learningRate: 0.1,
      contextSensitivity: 0.8,
      personalizationLevel: 'low',
    },
  },
};

/** A new copy each time, so that a test may change it. */
export const fullAssistantState = (): AssistantState => structuredClone(full);
