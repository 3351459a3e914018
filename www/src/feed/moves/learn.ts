/** A pattern is seen again; now and then somebody says what they think of it. */
import type { PatchOperation } from 'holdfast';
import type { FeedbackLoop, Pattern } from 'holdfast/models/assistant';
import { anyOf, happens, share, upTo } from '../../lib/chance.ts';
import { List } from '../../lib/list.ts';
import { sync } from '../../state.ts';
import { interact } from './interact.ts';
import { append, feedId, isOwn, type MakeMove } from './move.ts';

const patterns = new List('/learning/patterns');
const feedback = new List('/learning/feedbackLoops');
const DETECTED = '/learning/patternRecognition/statistics/patternsDetected';

/** Pieces of feedback that are kept. */
const MOST = 200;

export const learn: MakeMove = () => {
  const path = `${patterns.path}/${upTo(patterns.length)}`;
  const pattern = sync.get(path) as Pattern | undefined;
  if (!pattern || !isOwn(pattern.id)) return interact();
  const seen: PatchOperation[] = [
    { op: 'test', path: `${path}/id`, value: pattern.id },
    { op: 'replace', path: `${path}/occurrences`, value: pattern.occurrences + 1 },
    { op: 'replace', path: `${path}/confidence`, value: drifted(pattern) },
    { op: 'add', path: `${path}/lastSeen`, value: Date.now() },
    { op: 'replace', path: DETECTED, value: (sync.get(DETECTED) as number) + 1 },
  ];
  if (happens(0.75)) return { label: `Pattern: ${pattern.type}`, patch: seen };
  const told = append(feedback, feedbackOn(pattern), MOST);
  return { label: `Feedback on ${pattern.type}`, patch: [...seen, ...told] };
};

/** A little more or less sure, but never so unsure that it would be dropped. */
const drifted = ({ confidence }: Pattern): number =>
  Math.min(0.99, Math.max(0.25, Math.round((confidence + share(-0.02, 0.022)) * 1000) / 1000));

function feedbackOn(pattern: Pattern): FeedbackLoop {
  const isGood = happens(0.8);
  return {
    id: feedId(),
    type: isGood ? 'reinforcement' : 'correction',
    data: { said: isGood ? 'That helped' : 'Not what I meant' },
    processed: true,
    timestamp: Date.now(),
    priority: anyOf(['low', 'medium', 'high'] as const),
    source: 'user',
    target: pattern.type,
    impact: {
      learningRate: 0.1,
      confidenceChange: isGood ? 0.01 : -0.02,
      patternUpdates: [pattern.id],
      knowledgeUpdates: [],
    },
    action: { type: 'update_pattern', parameters: {}, executed: true },
  };
}
