/** A consistent state of the assistant, and ways to spoil it, each with what the rules then say. */
import type { AssistantState } from '../../../pkg/src/models/assistant.js';
import { fullAssistantState } from './full-assistant-state.js';

export const NOW = 1_750_000_000_000;

/** A consistent state in which every rule has something to look at. */
export const consistent = (): AssistantState => {
  const state = fullAssistantState();
  const [node] = state.memory.shortTerm;
  if (node === undefined) throw new Error('the full state has a node');
  const second = { ...node, id: 'm', connections: ['n'] };
  state.memory.nodes.set('m', second);
  state.memory.longTerm = [second];
  for (const component of Object.keys(state.system.components) as (keyof AssistantState['system']['components'])[])
    state.system.components[component] = { status: 'inactive', lastActivity: 0 };
  return state;
};

const first = <T>([item]: T[]): T => {
  if (item === undefined) throw new Error('the full state has an item in every list');
  return item;
};

export const breakages: [
  what: string,
  spoil: (state: AssistantState) => void,
  found: [rule: string, pointer: string][],
][] = [
  [
    'a status that the component does not have',
    (s) => {
      s.system.components.UXRepository.status = 'active';
    },
    [['status', '/system/components/UXRepository']],
  ],
  [
    'a node held twice',
    (s) => s.memory.shortTerm.push(first(s.memory.longTerm)),
    [
      ['count', '/memory/nodes'],
      ['unique', '/memory/longTerm/0'],
    ],
  ],
  [
    'a node under another key',
    (s) => {
      first(s.memory.shortTerm).id = 'm';
      first(s.memory.longTerm).id = 'n';
    },
    [
      ['keyed', '/memory/nodes/n'],
      ['keyed', '/memory/nodes/m'],
    ],
  ],
  [
    'an orphan',
    (s) => {
      s.memory.longTerm = [];
    },
    [
      ['count', '/memory/nodes'],
      ['held', '/memory/nodes/m'],
    ],
  ],
  ['a connection to nothing', (s) => s.memory.connections.set('m', ['x']), [['reference', '/memory/connections/m/0']]],
  ['a connection from nothing', (s) => s.memory.connections.set('x', []), [['reference', '/memory/connections/x']]],
  [
    'a similarity to nothing',
    (s) => {
      first(first(s.learning.patterns).similarity).patternId = 'x';
    },
    [['reference', '/learning/patterns/0/similarity/0/patternId']],
  ],
  [
    'updates of nothing',
    (s) => {
      first(s.learning.feedbackLoops).impact = {
        learningRate: 0,
        confidenceChange: 0,
        patternUpdates: ['x'],
        knowledgeUpdates: ['p'],
      };
    },
    [
      ['reference', '/learning/feedbackLoops/0/impact/patternUpdates/0'],
      ['reference', '/learning/feedbackLoops/0/impact/knowledgeUpdates/0'],
    ],
  ],
  [
    'a current lesson that does not exist',
    (s) => {
      s.school.progress.currentLesson = 'x';
    },
    [['reference', '/school/progress/currentLesson']],
  ],
  [
    'an asset of another category',
    (s) => {
      first(s.assets.assets).category = 'x';
    },
    [
      ['reference', '/assets/assets/0/category'],
      ['count', '/assets/categories/0'],
    ],
  ],
  [
    'history of a suggestion that does not exist',
    (s) => {
      first(s.aiSuggestions.recommendationHistory).suggestionId = 'x';
    },
    [['reference', '/aiSuggestions/recommendationHistory/0/suggestionId']],
  ],
  ['patterns without algorithms', (s) => s.learning.learningAlgorithms.pop(), [['count', '/learning/patterns']]],
  [
    'a time over five minutes in the future',
    (s) => {
      s.memory.lastIndexed = NOW + 300_001;
      s.system.lastUpdated = NOW + 300_000;
    },
    [['future', '/memory/lastIndexed']],
  ],
];
