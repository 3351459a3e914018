/** Records that more than one place uses: the `$defs` of the schema. */
import type { JsonSchema } from '../../../model/types.js';
import {
  anything,
  boolean,
  count,
  list,
  ms,
  nonNegative,
  number,
  oneOf,
  record,
  share,
  string,
  strings,
} from './parts.js';

/** Fields of every record that has scores. */
export const scores = { accuracy: share, precision: share, recall: share, f1Score: share };

/** How urgent something is. */
export const priority: JsonSchema = oneOf('low', 'medium', 'high', 'critical');

export const sharedRecords: Readonly<Record<string, JsonSchema>> = {
  Metrics: record({ ...scores, responseTime: nonNegative, throughput: nonNegative, errorRate: nonNegative }),
  Trend: record({
    metric: string,
    values: list(record({ timestamp: ms, value: number })),
    trend: oneOf('improving', 'declining', 'stable'),
    changeRate: number,
  }),
  AssetMetadata: record(
    { size: number, format: string },
    { dimensions: record({ width: number, height: number }), duration: number },
  ),
  ComponentStatus: record({ status: oneOf('active', 'inactive', 'error', 'initializing'), lastActivity: ms }),
  MemoryNode: record({
    id: string,
    type: oneOf('interaction', 'pattern', 'knowledge', 'feedback', 'design', 'asset'),
    data: anything,
    connections: strings,
    metadata: record({
      source: string,
      confidence: share,
      lastUpdated: ms,
      tags: strings,
      importance: share,
      accessCount: count,
    }),
    createdAt: ms,
    lastUpdated: ms,
  }),
  SuggestionFeedback: record(
    { userId: string, rating: number, implemented: boolean, effectiveness: number, timestamp: ms },
    { comment: string },
  ),
};
