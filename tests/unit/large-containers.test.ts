/**
 * Containers that are read entry by entry: whatever was read before, by whichever way and of whichever version, every
 * version shows its own content, and an entry is the same object until it changes.
 */
import { createStateSync, defineModel, type PatchOperation } from 'holdfast';
import { expect, test } from 'vitest';

interface Item {
  readonly id: string;
  readonly text: string;
}

interface State {
  map: Map<string, Item>;
  list: Item[];
  object: Record<string, Item>;
}

const SIZE = 1500;
const STEPS = 200;

const model = defineModel<State>({
  name: 'large',
  version: 1,
  schema: { type: 'object', properties: { map: { type: 'object', 'x-map': true } } },
  initial: () => copyOf(start),
});

const itemOf = (n: number): Item => ({ id: `k${n}`, text: `item ${n} `.repeat(1 + (n % 40)) });
const items = Array.from({ length: SIZE }, (_, n) => itemOf(n));
const byId = items.map((item) => [item.id, item] as const);
const start: State = { map: new Map(byId), list: items, object: Object.fromEntries(byId) };

const copyOf = ({ map, list, object }: State): State => ({ map: new Map(map), list: [...list], object: { ...object } });

/** Whole numbers from 0 to below `sides`, the same for the same seed. */
function diceOf(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** A change of one entry, made to `plain` and said as an operation. */
function change(plain: State, roll: (sides: number) => number): PatchOperation {
  const value = itemOf(roll(SIZE * 2));
  const { id } = value;
  const isRemoval = roll(3) === 0;
  if (roll(3) === 0) {
    const index = roll(plain.list.length);
    const path = `/list/${index}`;
    const isInsertion = !isRemoval && roll(2) === 0;
    plain.list.splice(index, isInsertion ? 0 : 1, ...(isRemoval ? [] : [value]));
    if (isRemoval) return { op: 'remove', path };
    return { op: isInsertion ? 'add' : 'replace', path, value };
  }
  if (roll(2) === 0) {
    if (isRemoval && plain.map.delete(id)) return { op: 'remove', path: `/map/${id}` };
    plain.map.set(id, value);
    return { op: 'add', path: `/map/${id}`, value };
  }
  if (isRemoval && id in plain.object) {
    delete plain.object[id];
    return { op: 'remove', path: `/object/${id}` };
  }
  plain.object[id] = value;
  return { op: 'add', path: `/object/${id}`, value };
}

/** Ways to read a part of a state; what comes back can be compared. */
const readings: ((state: State, at: number) => unknown)[] = [
  ({ map }, at) => map.get(`k${at}`),
  ({ map }, at) => map.has(`k${at}`),
  ({ map }) => map.size,
  ({ map }) => [...map.keys()],
  ({ map }, at) => [...map.values()].slice(at, at + 20),
  ({ map }, at) => {
    // An iteration that is left before its end.
    for (const [key, { text }] of map) if (key > `k${at}`) return text;
    return undefined;
  },
  ({ list }, at) => list[at],
  ({ list }) => list.length,
  ({ list }, at) => list.slice(at, at + 300),
  ({ list }, at) => list.findIndex(({ id }) => id === `k${at}`),
  ({ list }) => list.at(-1),
  ({ list }) => list.map(({ id }) => id),
  ({ object }, at) => object[`k${at}`],
  ({ object }) => Object.keys(object),
  ({ object }, at) => `k${at}` in object,
  ({ object }, at) => Object.entries(object).slice(at, at + 20),
];

test.each([1, 2, 3])('random reads between random changes, seed %i', async (seed) => {
  const roll = diceOf(seed);
  const plain = copyOf(start);
  await using sync = createStateSync({ name: `large-${seed}`, model, storage: 'memory' });
  await sync.ready;

  /** What stood for an item when it was read, in the Map and in the object. */
  const seen = [new Map<Item, Item>(), new Map<Item, Item>()] as const;
  const older: [State, State][] = [];
  for (let step = 0; step < STEPS; step++) {
    const operations = Array.from({ length: 1 + roll(3) }, () => change(plain, roll));
    expect(sync.update(operations).accepted).toBe(true);
    const state = sync.getState();
    for (let reads = roll(4); reads > 0; reads--) {
      const read = readings[roll(readings.length)] ?? (() => undefined);
      const at = roll(SIZE * 2);
      expect(read(state, at), `step ${step}: ${read}, at ${at}`).toEqual(read(plain, at));
    }
    const id = `k${roll(100)}`;
    for (const [found, wanted, before] of [
      [state.map.get(id), plain.map.get(id), seen[0]],
      [state.object[id], plain.object[id], seen[1]],
    ] as const) {
      if (!found || !wanted) continue;
      expect(found, `step ${step}: ${id} has not changed`).toBe(before.get(wanted) ?? found);
      before.set(wanted, found);
    }
    if (step % 40 === 0) older.push([state, copyOf(plain)]);
  }
  for (const [state, expected] of [...older, [sync.getState(), plain] as const]) {
    expect([...state.map]).toEqual([...expected.map]);
    expect([...state.list]).toEqual(expected.list);
    expect(Object.entries(state.object)).toEqual(Object.entries(expected.object));
  }
});
