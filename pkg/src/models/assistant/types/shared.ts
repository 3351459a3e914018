/**
 * Types that several slices share, and the units: a plain `number` is any finite one.
 */
import type { Json } from '../../../model/types.js';

/** A Unix time in milliseconds. */
export type Timestamp = number;

/** A length of time in milliseconds. */
export type Duration = number;

/** An integer from 0. */
export type Count = number;

/** A number from 0 to 1. */
export type Share = number;

/** How good a classification is. */
export interface Scores {
  accuracy: Share;
  precision: Share;
  recall: Share;
  f1Score: Share;
}

/** Scores and speed. */
export interface Metrics extends Scores {
  /** From 0, milliseconds. */
  responseTime: number;
  /** From 0, per second. */
  throughput: number;
  /** From 0. */
  errorRate: number;
}

/** How a metric has developed. */
export interface Trend {
  metric: string;
  values: { timestamp: Timestamp; value: number }[];
  trend: 'improving' | 'declining' | 'stable';
  changeRate: number;
}

/** A level. */
export type Level = 'low' | 'medium' | 'high';

/** How urgent something is. */
export type Priority = Level | 'critical';

/** Describes a file; further fields are welcome. */
export interface AssetMetadata {
  /** Bytes. */
  size: number;
  format: string;
  dimensions?: { width: number; height: number };
  duration?: Duration;
  [field: string]: Json | undefined;
}
