/**
 * Problems made on purpose, to see them found. Each is one update that the schema has nothing against, with a source of its
 * own: that is how it is taken back, even when other things were done since.
 */
import type { PatchOperation } from 'holdfast';
import type { AssistantState } from 'holdfast/models/assistant';
import { makeNode } from '../nodes/make-node.ts';
import { sync } from '../state.ts';
import { checkNow } from './checks.ts';

export interface Drill {
  readonly name: string;
  /** The consistency rule that it breaks. */
  readonly rule: string;
  readonly title: string;
  readonly text: string;
  isOn(state: AssistantState): boolean;
  /** What breaks it. */
  make(): readonly PatchOperation[];
  /** What mends it, where it cannot be undone: after a reload there is no history. */
  mend(state: AssistantState): readonly PatchOperation[];
}

const drillNode = (id: string, text: string, connections: string[] = []) => ({
  ...makeNode({ type: 'knowledge', source: 'drill', text, confidence: 0.5, importance: 0.5, tags: ['drill'] }),
  id,
  connections,
});

/** Removals of the members of a list that fit, from the end, so that positions stay right. */
function removals<T>(list: readonly T[], path: string, fits: (member: T) => boolean): PatchOperation[] {
  const places = list.flatMap((member, index) => (fits(member) ? [`${path}/${index}`] : []));
  return places.reverse().map((place) => ({ op: 'remove', path: place }));
}

const DANGLING = 'drill-dangling';
const ORPHAN = 'drill-orphan';
const TWIN = 'drill-twin';
const CATEGORY = 'drill-category';
const STATUS = '/system/components/AssetLibrary/status';

export const DRILLS: readonly Drill[] = [
  {
    name: 'reference',
    rule: 'reference',
    title: 'Connection to nowhere',
    text: 'A memory that is connected to a node that does not exist.',
    isOn: ({ memory }) => memory.nodes.has(DANGLING),
    make: () => {
      const node = drillNode(DANGLING, 'Connected to a node that does not exist', ['no-such-node']);
      return [
        { op: 'add', path: `/memory/nodes/${DANGLING}`, value: node },
        { op: 'add', path: '/memory/shortTerm/-', value: node },
      ];
    },
    mend: ({ memory }) => [
      { op: 'remove', path: `/memory/nodes/${DANGLING}` },
      ...removals(memory.shortTerm, '/memory/shortTerm', ({ id }) => id === DANGLING),
    ],
  },
  {
    name: 'orphan',
    rule: 'held',
    title: 'Orphaned node',
    text: 'A node that neither short-term nor long-term memory holds. The next optimisation drops it.',
    isOn: ({ memory }) => memory.nodes.has(ORPHAN),
    make: () => [{ op: 'add', path: `/memory/nodes/${ORPHAN}`, value: drillNode(ORPHAN, 'Held by nothing') }],
    mend: () => [{ op: 'remove', path: `/memory/nodes/${ORPHAN}` }],
  },
  {
    name: 'unique',
    rule: 'unique',
    title: 'Two with one id',
    text: 'Two insights that call themselves the same.',
    isOn: ({ ux }) => ux.insights.some(({ id }) => id === TWIN),
    make: () => {
      const value = { id: TWIN, type: 'drill', confidence: 0.5, data: null, timestamp: Date.now() };
      return ['The first of two', 'The second of two'].map((description) => ({
        op: 'add',
        path: '/ux/insights/-',
        value: { ...value, description },
      }));
    },
    mend: ({ ux }) => removals(ux.insights, '/ux/insights', ({ id }) => id === TWIN),
  },
  {
    name: 'count',
    rule: 'count',
    title: 'Wrong count',
    text: 'A category that claims three assets and has none.',
    isOn: ({ assets }) => assets.categories.some(({ id }) => id === CATEGORY),
    make: () => {
      const value = { id: CATEGORY, name: 'Drill', description: 'Claims more than it has', assetCount: 3 };
      return [{ op: 'add', path: '/assets/categories/-', value }];
    },
    mend: ({ assets }) => removals(assets.categories, '/assets/categories', ({ id }) => id === CATEGORY),
  },
  {
    name: 'status',
    rule: 'status',
    title: 'Contradicted component',
    text: 'The state says that the asset library is inactive, while it is at work.',
    isOn: ({ system }) => system.components.AssetLibrary.status === 'inactive',
    make: () => [{ op: 'replace', path: STATUS, value: 'inactive' }],
    mend: () => [{ op: 'replace', path: STATUS, value: 'active' }],
  },
];

const sourceOf = ({ name }: Drill): string => `drill:${name}`;

/** Makes the problem, and looks for it. */
export function breakIt(drill: Drill): Promise<void> {
  sync.update(drill.make(), { source: sourceOf(drill), label: `Break: ${drill.title}` });
  return checkNow();
}

/** Takes it back, and looks whether it is gone. */
export function mendIt(drill: Drill): Promise<void> {
  const undone = sync.undo({ source: sourceOf(drill) });
  const state = sync.getState();
  if (!undone || drill.isOn(state)) sync.update(drill.mend(state), { source: 'mend', label: `Mend: ${drill.title}` });
  return checkNow();
}
