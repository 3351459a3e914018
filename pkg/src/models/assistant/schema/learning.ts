/** The schema of the slice `learning`: what was learned. How well that goes is in `learning-metrics.ts`. */
import { learningMetrics, performance } from './learning-metrics.js';
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
  share,
  string,
  strings,
} from './parts.js';
import { priority, scores } from './shared.js';

const pattern = record(
  {
    id: string,
    type: string,
    data: anything,
    confidence: share,
    occurrences: count,
    sources: strings,
    features: list(
      record({
        name: string,
        value: anything,
        weight: number,
        type: oneOf('numeric', 'categorical', 'temporal', 'spatial'),
      }),
    ),
    similarity: list(
      record({ patternId: string, similarity: share, method: oneOf('cosine', 'euclidean', 'jaccard', 'custom') }),
    ),
    prediction: record({ confidence: share, timeframe: number, factors: strings }, { nextValue: anything }),
    validation: record({ ...scores, testCases: count }),
  },
  { lastSeen: ms },
);

const feedbackLoop = record({
  id: string,
  type: oneOf('user', 'system', 'performance', 'correction', 'reinforcement'),
  data: anything,
  processed: boolean,
  timestamp: ms,
  priority,
  source: string,
  target: string,
  impact: record({
    learningRate: number,
    confidenceChange: number,
    patternUpdates: strings,
    knowledgeUpdates: strings,
  }),
  action: record(
    {
      type: oneOf('update_pattern', 'create_knowledge', 'adjust_algorithm', 'retrain', 'none'),
      parameters: anything,
      executed: boolean,
    },
    { result: anything },
  ),
});

const knowledgeNode = record({
  id: string,
  type: string,
  content: anything,
  relationships: strings,
  confidence: share,
  lastUpdated: ms,
  sharing: record({
    isPublic: boolean,
    sharedWith: strings,
    accessLevel: oneOf('read', 'write', 'admin'),
    lastShared: ms,
  }),
  validation: record({ verified: boolean, verificationMethod: string, verifiedBy: string, verificationDate: ms }),
  usage: record({ accessCount: count, lastAccessed: ms, effectiveness: share, userSatisfaction: share }),
});

const algorithm = record({
  id: string,
  type: oneOf('supervised', 'unsupervised', 'reinforcement', 'deep', 'ensemble'),
  status: oneOf('active', 'inactive', 'training', 'evaluating'),
  performance: number,
  lastRun: ms,
  configuration: record({
    name: string,
    version: string,
    description: string,
    inputTypes: strings,
    outputTypes: strings,
    requirements: strings,
  }),
  training: record({
    isTraining: boolean,
    progress: number,
    epochs: number,
    currentEpoch: number,
    loss: number,
    accuracy: number,
    startTime: ms,
    estimatedCompletion: ms,
  }),
  evaluation: record(
    { ...scores, lastEvaluated: ms },
    { confusionMatrix: list(list(number)), rocCurve: list(record({ fpr: share, tpr: share })) },
  ),
  hyperparameters: dictionary(anything),
});

const patternRecognition = record({
  active: boolean,
  methods: list(
    record({
      name: string,
      type: oneOf('frequency', 'sequence', 'similarity', 'clustering', 'classification'),
      active: boolean,
      accuracy: share,
      lastUsed: ms,
    }),
  ),
  thresholds: record({ confidence: number, similarity: number, frequency: number, support: number }),
  statistics: record({
    patternsDetected: count,
    falsePositives: count,
    falseNegatives: count,
    averageConfidence: number,
    processingTime: number,
  }),
});

const feedbackProcessor = record({
  active: boolean,
  queue: record({ pending: strings, processing: strings, completed: strings, failed: strings }),
  processing: record({
    isProcessing: boolean,
    currentBatch: count,
    totalProcessed: count,
    averageProcessingTime: number,
  }),
  rules: list(record({ id: string, condition: string, action: string, priority: number, active: boolean })),
});

const knowledgeSharing = record({
  active: boolean,
  protocols: list(
    record({
      name: string,
      type: oneOf('push', 'pull', 'broadcast', 'request-response'),
      active: boolean,
      reliability: share,
    }),
  ),
  permissions: record({ readAccess: strings, writeAccess: strings, adminAccess: strings, restrictions: strings }),
  statistics: record({ sharedItems: count, receivedItems: count, successRate: number, averageLatency: number }),
});

export const learning = record({
  patterns: list(pattern),
  feedbackLoops: list(feedbackLoop),
  knowledgeBase: list(knowledgeNode),
  learningAlgorithms: list(algorithm),
  performance,
  patternRecognition,
  feedbackProcessor,
  knowledgeSharing,
  learningMetrics,
});
