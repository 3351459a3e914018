/** How well learning goes: the parts `performance` and `learningMetrics` of the slice `learning`. */
import type { JsonSchema } from '../../../model/types.js';
import { dictionary, list, number, record, ref } from './parts.js';

export const performance = record({
  accuracy: number,
  responseTime: number,
  learningRate: number,
  patternRecognitionRate: number,
  overall: ref('Metrics'),
  byAlgorithm: dictionary(ref('Metrics')),
  byPatternType: dictionary(ref('Metrics')),
  trends: list(ref('Trend')),
});

/** Numbers under any names, and under `byType` numbers by type. */
const typedNumbers: JsonSchema = {
  type: 'object',
  required: ['byType'],
  properties: { byType: dictionary(number) },
  additionalProperties: number,
};

export const learningMetrics = record({
  overall: dictionary(number),
  patterns: typedNumbers,
  algorithms: typedNumbers,
  knowledge: typedNumbers,
  feedback: typedNumbers,
});
