/** The slice `ux`: what was observed of use. Owned by `UXRepository`. */
import type { Json } from '../../../model/types.js';
import type { Share, Timestamp } from './shared.js';

/** What was observed of use. */
export interface UxState {
  interactions: UxInteraction[];
  patterns: UxPattern[];
  insights: UxInsight[];
  metrics: {
    engagement: number;
    satisfaction: number;
    efficiency: number;
    errorRate: number;
    completionRate: number;
  };
}

/** Something that a user did, and how it went. */
export interface UxInteraction {
  id: string;
  type: string;
  userId: string;
  timestamp: Timestamp;
  data: Json;
  context: Json;
  outcome: 'success' | 'failure' | 'partial';
}

/** A way of use that was seen to recur. */
export interface UxPattern {
  id: string;
  name: string;
  description: string;
  frequency: number;
  successRate: number;
  userSatisfaction: number;
  lastObserved: Timestamp;
}

/** What was concluded from use. */
export interface UxInsight {
  id: string;
  type: string;
  description: string;
  confidence: Share;
  data: Json;
  timestamp: Timestamp;
}
