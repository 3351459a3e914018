/** The slice `learning`: patterns, feedback, knowledge, algorithms, and how well they do. Owned by `LearningSystem`. */
import type { Json } from '../../../model/types.js';
import type { Count, Duration, Metrics, Priority, Scores, Share, Timestamp, Trend } from './shared.js';

/** What the assistant has learned, and how well. */
export interface LearningState {
  patterns: Pattern[];
  feedbackLoops: FeedbackLoop[];
  knowledgeBase: KnowledgeNode[];
  learningAlgorithms: Algorithm[];
  performance: LearningPerformance;
  patternRecognition: PatternRecognition;
  feedbackProcessor: FeedbackProcessor;
  knowledgeSharing: KnowledgeSharing;
  learningMetrics: LearningMetrics;
}

/** Something that was seen to recur. */
export interface Pattern {
  id: string;
  type: string;
  data: Json;
  confidence: Share;
  occurrences: Count;
  lastSeen?: Timestamp;
  sources: string[];
  features: PatternFeature[];
  similarity: PatternSimilarity[];
  prediction: {
    nextValue?: Json;
    confidence: Share;
    timeframe: number;
    factors: string[];
  };
  validation: Scores & { testCases: Count };
}

/** One property that a pattern is recognised by. */
export interface PatternFeature {
  name: string;
  value: Json;
  weight: number;
  type: 'numeric' | 'categorical' | 'temporal' | 'spatial';
}

/** How much a pattern is like another. */
export interface PatternSimilarity {
  /** Id of another pattern. */
  patternId: string;
  similarity: Share;
  method: 'cosine' | 'euclidean' | 'jaccard' | 'custom';
}

/** One piece of feedback, what it changes and what was done about it. */
export interface FeedbackLoop {
  id: string;
  type: 'user' | 'system' | 'performance' | 'correction' | 'reinforcement';
  data: Json;
  processed: boolean;
  timestamp: Timestamp;
  priority: Priority;
  source: string;
  target: string;
  impact: {
    learningRate: number;
    confidenceChange: number;
    /** Ids of patterns. */
    patternUpdates: string[];
    /** Ids in the knowledge base. */
    knowledgeUpdates: string[];
  };
  action: {
    type: 'update_pattern' | 'create_knowledge' | 'adjust_algorithm' | 'retrain' | 'none';
    parameters: Json;
    executed: boolean;
    result?: Json;
  };
}

/** One piece of knowledge. */
export interface KnowledgeNode {
  id: string;
  type: string;
  content: Json;
  /** Ids in the knowledge base. */
  relationships: string[];
  confidence: Share;
  lastUpdated: Timestamp;
  sharing: {
    isPublic: boolean;
    sharedWith: string[];
    accessLevel: 'read' | 'write' | 'admin';
    lastShared: Timestamp;
  };
  validation: {
    verified: boolean;
    verificationMethod: string;
    verifiedBy: string;
    verificationDate: Timestamp;
  };
  usage: {
    accessCount: Count;
    lastAccessed: Timestamp;
    effectiveness: Share;
    userSatisfaction: Share;
  };
}

/** A learning algorithm: how it is set up, trained and rated. */
export interface Algorithm {
  id: string;
  type: 'supervised' | 'unsupervised' | 'reinforcement' | 'deep' | 'ensemble';
  status: 'active' | 'inactive' | 'training' | 'evaluating';
  performance: number;
  lastRun: Timestamp;
  configuration: {
    name: string;
    version: string;
    description: string;
    inputTypes: string[];
    outputTypes: string[];
    requirements: string[];
  };
  training: {
    isTraining: boolean;
    progress: number;
    epochs: number;
    currentEpoch: number;
    loss: number;
    accuracy: number;
    startTime: Timestamp;
    /** Usually in the future. */
    estimatedCompletion: Timestamp;
  };
  evaluation: AlgorithmEvaluation;
  hyperparameters: Record<string, Json>;
}

/** How an algorithm did when it was last evaluated. */
export interface AlgorithmEvaluation extends Scores {
  confusionMatrix?: number[][];
  /** False and true positive rates, each a share. */
  rocCurve?: { fpr: number; tpr: number }[];
  lastEvaluated: Timestamp;
}

/** How well learning goes, overall and in parts. */
export interface LearningPerformance {
  accuracy: number;
  responseTime: number;
  learningRate: number;
  patternRecognitionRate: number;
  overall: Metrics;
  byAlgorithm: Record<string, Metrics>;
  byPatternType: Record<string, Metrics>;
  trends: Trend[];
}

/** How patterns are found. */
export interface PatternRecognition {
  active: boolean;
  methods: RecognitionMethod[];
  thresholds: { confidence: number; similarity: number; frequency: number; support: number };
  statistics: {
    patternsDetected: Count;
    falsePositives: Count;
    falseNegatives: Count;
    averageConfidence: number;
    processingTime: Duration;
  };
}

/** One way to find patterns. */
export interface RecognitionMethod {
  name: string;
  type: 'frequency' | 'sequence' | 'similarity' | 'clustering' | 'classification';
  active: boolean;
  accuracy: Share;
  lastUsed: Timestamp;
}

/** What works through the feedback. */
export interface FeedbackProcessor {
  active: boolean;
  queue: { pending: string[]; processing: string[]; completed: string[]; failed: string[] };
  processing: {
    isProcessing: boolean;
    currentBatch: Count;
    totalProcessed: Count;
    averageProcessingTime: Duration;
  };
  rules: FeedbackRule[];
}

/** What to do with which feedback. */
export interface FeedbackRule {
  id: string;
  condition: string;
  action: string;
  priority: number;
  active: boolean;
}

/** With whom knowledge is shared, and how. */
export interface KnowledgeSharing {
  active: boolean;
  protocols: SharingProtocol[];
  permissions: { readAccess: string[]; writeAccess: string[]; adminAccess: string[]; restrictions: string[] };
  statistics: {
    sharedItems: Count;
    receivedItems: Count;
    successRate: number;
    averageLatency: Duration;
  };
}

/** One way to share knowledge. */
export interface SharingProtocol {
  name: string;
  type: 'push' | 'pull' | 'broadcast' | 'request-response';
  active: boolean;
  reliability: Share;
}

/** Numbers under names of the caller's choice. */
export interface LearningMetrics {
  overall: Record<string, number>;
  patterns: TypedNumbers;
  algorithms: TypedNumbers;
  knowledge: TypedNumbers;
  feedback: TypedNumbers;
}

/** Numbers, and numbers by type. */
export interface TypedNumbers {
  byType: Record<string, number>;
  [measure: string]: number | Record<string, number>;
}
