/** The schema of the slice `ux`. */
import { anything, list, ms, number, oneOf, record, share, string } from './parts.js';

export const ux = record({
  interactions: list(
    record({
      id: string,
      type: string,
      userId: string,
      timestamp: ms,
      data: anything,
      context: anything,
      outcome: oneOf('success', 'failure', 'partial'),
    }),
  ),
  patterns: list(
    record({
      id: string,
      name: string,
      description: string,
      frequency: number,
      successRate: number,
      userSatisfaction: number,
      lastObserved: ms,
    }),
  ),
  insights: list(
    record({ id: string, type: string, description: string, confidence: share, data: anything, timestamp: ms }),
  ),
  metrics: record({
    engagement: number,
    satisfaction: number,
    efficiency: number,
    errorRate: number,
    completionRate: number,
  }),
});
