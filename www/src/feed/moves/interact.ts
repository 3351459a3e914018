/** Somebody uses the assistant: an interaction, and what it does to the figures of the experience. */
import type { AssistantState } from 'holdfast/models/assistant';
import { anyOf, happens, share } from '../../lib/chance.ts';
import { List } from '../../lib/list.ts';
import { sync } from '../../state.ts';
import { append, feedId, type MakeMove } from './move.ts';

const interactions = new List('/ux/interactions');

/** Interactions that are kept. */
const MOST = 300;

const types = ['click', 'question', 'scroll', 'correction', 'drag', 'shortcut'];
const places = ['canvas', 'palette', 'chat', 'library', 'lessons'];

/** How much a new observation counts in a running mean. */
const WEIGHT = 0.05;
const mean = (before: number, now: number): number => Math.round((before + (now - before) * WEIGHT) * 1e4) / 1e4;

export const interact: MakeMove = () => {
  const type = anyOf(types);
  const outcome = happens(0.86) ? 'success' : happens(0.6) ? 'partial' : 'failure';
  const record = {
    id: feedId(),
    type,
    userId: 'default',
    timestamp: Date.now(),
    data: { durationMs: Math.round(80 + share() ** 3 * 4000) },
    context: { place: anyOf(places) },
    outcome,
  };
  const { engagement, errorRate, completionRate } = sync.get('/ux/metrics') as AssistantState['ux']['metrics'];
  return {
    label: `Interaction: ${type}`,
    patch: [
      ...append(interactions, record, MOST),
      { op: 'replace', path: '/ux/metrics/engagement', value: mean(engagement, share(0.4)) },
      { op: 'replace', path: '/ux/metrics/errorRate', value: mean(errorRate, outcome === 'failure' ? 1 : 0) },
      { op: 'replace', path: '/ux/metrics/completionRate', value: mean(completionRate, outcome === 'success' ? 1 : 0) },
    ],
  };
};
