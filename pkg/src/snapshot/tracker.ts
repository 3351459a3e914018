/**
 * Finding out which paths a selector reads, so that it runs again only when one of them has changed.
 *
 * The selector is given a stand-in for the state. Each step through it is a node; a node that the selector stops at (it
 * took the value, or all of it) is watched. Nodes are kept between runs: what was not hit is not read again.
 */
import { Composite, type EnginePort } from '../engine/port.js';
import { isFrozenMap } from './frozen-map.js';
import type { EntryKey } from './memo.js';
import type { Reader } from './reader.js';
import { isView } from './view.js';

/** Gives numbers to watches and remembers whose they are. */
export class Watches {
  readonly #nodes = new Map<number, Node>();
  #next = 0;

  add(node: Node): number {
    this.#next = (this.#next + 1) & 0x3fffffff;
    while (this.#nodes.has(this.#next)) this.#next++;
    this.#nodes.set(this.#next, node);
    return this.#next;
  }

  delete(id: number): void {
    this.#nodes.delete(id);
  }

  /** Tells the owner of a watch; returns it. */
  hit(coded: number): Tracker | undefined {
    const node = this.#nodes.get(coded >>> 1);
    if (!node) return undefined;
    node.changed();
    if (coded & 1) node.tracker.forgetAll();
    return node.tracker;
  }
}

/** What a tracker works with. */
export interface Source {
  readonly port: EnginePort;
  readonly reader: Reader;
  readonly watches: Watches;
}

/** The paths that one selector reads. */
export class Tracker {
  readonly source: Source;
  /** Counts runs; a node that was not visited in the newest is not read any more. */
  run = 0;
  /** Nodes that were visited in this run, and whether it may have stopped at others than the one before. */
  visited = 0;
  isOther = true;
  /** The selector has stand-ins beside what they stand for, and may have compared them: it is run once more. */
  isMixed = false;
  #visitedBefore = 0;
  #root: Node;
  #stops = new Set<Node>();

  constructor(source: Source) {
    this.source = source;
    this.#root = new Node(this, [], undefined);
  }

  /** Runs the selector on the state as it is now. */
  select<T>(selector: (state: never) => T): T {
    try {
      for (;;) {
        this.run++;
        this.visited = 0;
        this.isMixed = false;
        this.#root.visit();
        try {
          const result: unknown = selector(this.#root.read() as never);
          if (!this.isMixed) return (typeof result === 'object' ? unwrap(result, new Set()) : result) as T;
        } catch (error) {
          if (!this.isMixed) throw error;
        }
      }
    } finally {
      // Also of a selector that threw: what it read decides when it may succeed.
      this.#watchStops();
    }
  }

  /** Everything that is known of the state may be wrong. */
  forgetAll(): void {
    this.stop();
    this.isOther = true;
    this.#root = new Node(this, [], undefined);
  }

  /** Ends all watches. */
  stop(): void {
    for (const node of this.#stops) node.unwatch();
    this.#stops.clear();
  }

  #watchStops(): void {
    // As many nodes, none of them new: the same ones.
    if (!this.isOther && this.visited === this.#visitedBefore) return;
    this.isOther = false;
    this.#visitedBefore = this.visited;
    const stops = new Set<Node>();
    this.#root.collect(stops);
    for (const node of this.#stops) if (!stops.has(node)) node.unwatch();
    for (const node of stops) node.watch();
    this.#stops = stops;
  }
}

/** What only a stand-in has: its node. Not a table of them, since one is made at each step of each run. */
const NODE: unique symbol = Symbol('node');
const nodeOf = (value: object): Node | undefined => (value as { [NODE]?: Node })[NODE];

/** One step of a path. */
class Node {
  readonly tracker: Tracker;
  readonly path: readonly EntryKey[];
  readonly #above: Node | undefined;
  /** Whether `value` or `handler` is what is there now. */
  #known = false;
  /** The scalar, or the stand-in for the container until something in it changes. */
  #value: unknown;
  #handler: StandIn | undefined;
  #children = new Map<EntryKey, Node>();
  #visited = 0;
  /** The run in which the selector took all that is below, and what it got, as long as nothing in it changes. */
  #whole = 0;
  #taken: object | undefined;
  /** The run in which the selector was given all that is below, after which it is given no stand-in for any of it. */
  #out = 0;
  /** It was given stand-ins before: in the next run, and as long as it is read, there are none. */
  #isReal = false;
  #watch: number | undefined;

  constructor(tracker: Tracker, path: readonly EntryKey[], above: Node | undefined) {
    this.tracker = tracker;
    this.path = path;
    this.#above = above;
  }

  visit(): void {
    const { tracker } = this;
    if (this.#visited === tracker.run) return;
    this.#visited = tracker.run;
    tracker.visited++;
  }

  /** The scalar, or a stand-in for the container. */
  read(): unknown {
    if (!this.#known) {
      const found = this.tracker.source.port.peek(this.path);
      this.#value = undefined;
      if (!(found instanceof Composite)) {
        this.#value = found;
        this.#handler = undefined;
      } else if (this.#handler?.kind !== found.kind) {
        this.#handler = new StandIn(this, found.kind);
      }
      this.#known = true;
    }
    if (!this.#handler) return this.#value;
    if (this.#isReal) return this.take();
    this.#value ??= this.#handler.standIn();
    return this.#value;
  }

  /**
   * What is here is another value. Everything above is given another stand-in too: selectors that remember their
   * results take the same argument for the same value.
   */
  changed(): void {
    this.#known = false;
    this.#taken = undefined;
    for (let node: Node | undefined = this.#above; node; node = node.#above) if (node.#handler) node.#value = undefined;
  }

  step(key: EntryKey): unknown {
    if (this.#out === this.tracker.run) return this.tracker.source.reader.at([...this.path, key]);
    let child = this.#children.get(key);
    if (!child) {
      child = new Node(this.tracker, [...this.path, key], this);
      this.#children.set(key, child);
      this.tracker.isOther = true;
    }
    child.visit();
    return child.read();
  }

  /** The real value, all of it. */
  take(): object {
    this.#stop();
    const { tracker } = this;
    const { reader } = tracker.source;
    this.#out = tracker.run;
    if (!this.#isReal)
      for (const child of this.#children.values())
        if (child.#handler && child.#visited === tracker.run) this.#isReal = tracker.isMixed = true;
    // Nobody would say when it changes.
    if (this.#watch === undefined) return reader.at(this.path) as object;
    // To read it again is to make a snapshot of all that is above, which the engine holds until it is collected as garbage.
    this.#taken ??= reader.at(this.path) as object;
    return this.#taken;
  }

  /** How many entries there are, without a snapshot: until it is collected as garbage the engine would hold its version. */
  count(): number {
    this.#stop();
    return this.tracker.source.port.size(this.path) ?? 0;
  }

  /** The selector depends on all that is below. */
  #stop(): void {
    this.#whole = this.tracker.run;
    this.tracker.isOther = true;
  }

  /** Adds the nodes that the newest run stopped at. */
  collect(stops: Set<Node>): void {
    const { run } = this.tracker;
    if (this.#whole === run) {
      // The next run may stop further in.
      this.tracker.isOther = true;
      // Watching this covers everything below.
      stops.add(this);
      this.#children.clear();
      return;
    }
    for (const [key, child] of this.#children) {
      if (child.#visited === run) child.collect(stops);
      else this.#children.delete(key);
    }
    if (this.#children.size === 0) stops.add(this);
  }

  watch(): void {
    const { port, watches } = this.tracker.source;
    if (this.#watch !== undefined) return;
    this.#watch = watches.add(this);
    port.watch(this.#watch, this.path);
  }

  unwatch(): void {
    const { port, watches } = this.tracker.source;
    if (this.#watch === undefined) return;
    port.unwatch(this.#watch, this.path);
    watches.delete(this.#watch);
    this.#watch = undefined;
    // Nobody tells this node any more when its value changes.
    this.#known = false;
    this.#taken = undefined;
  }
}

class StandIn implements ProxyHandler<object> {
  readonly #node: Node;
  readonly kind: Composite['kind'];
  #target: object | undefined;
  #get: ((key: unknown) => unknown) | undefined;

  constructor(node: Node, kind: Composite['kind']) {
    this.#node = node;
    this.kind = kind;
  }

  standIn(): object {
    // Nothing is ever written to what is behind it.
    this.#target ??= this.kind === 'array' ? [] : this.kind === 'map' ? new Map() : {};
    return new Proxy(this.#target, this);
  }

  get(_target: object, key: string | symbol): unknown {
    if (typeof key === 'string') {
      if (this.kind === 'object') {
        const value = this.#node.step(key);
        return value === undefined && key in Object.prototype ? Reflect.get(Object.prototype, key) : value;
      }
      if (this.kind === 'array' && /^(0|[1-9]\d*)$/.test(key)) return this.#node.step(Number(key));
      if (this.kind === 'map' && key === 'get') {
        this.#get ??= (name) => (typeof name === 'string' ? this.#node.step(name) : undefined);
        return this.#get;
      }
      if (this.kind === 'map' && key === 'has')
        return (name: unknown) => typeof name === 'string' && this.#node.step(name) !== undefined;
    }
    if (key === NODE) return this.#node;
    if (key === (this.kind === 'map' ? 'size' : 'length') && this.kind !== 'object') return this.#node.count();
    const whole = this.#node.take();
    const value: unknown = Reflect.get(whole, key, whole);
    return typeof value === 'function' && this.kind !== 'object' && key !== 'constructor' ? value.bind(whole) : value;
  }

  has(_target: object, key: string | symbol): boolean {
    if (this.kind === 'object' && typeof key === 'string')
      return this.#node.step(key) !== undefined || key in Object.prototype;
    return Reflect.has(this.#node.take(), key);
  }

  ownKeys(): (string | symbol)[] {
    return Reflect.ownKeys(this.#node.take());
  }

  getOwnPropertyDescriptor(target: object, key: string | symbol): PropertyDescriptor | undefined {
    const found = Reflect.getOwnPropertyDescriptor(this.#node.take(), key);
    // The language demands that what the target does not have is configurable.
    return found && !Object.hasOwn(target, key)
      ? { ...found, configurable: true }
      : found && { ...found, writable: true };
  }

  set(): never {
    throw new TypeError('A selector only reads: use sync.update(...) to change the state.');
  }
  defineProperty(): never {
    return this.set();
  }
  deleteProperty(): never {
    return this.set();
  }
  preventExtensions(): never {
    return this.set();
  }
  setPrototypeOf(): never {
    return this.set();
  }
}

/**
 * Puts real values where the result of a selector has stand-ins: in place, or in a copy of what is frozen. Searched are
 * plain objects, arrays, Maps and Sets, and of other objects the members.
 */
function unwrap(value: unknown, seen: Set<unknown>, inFrozen = true): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const node = nodeOf(value);
  if (node) return node.take();
  // A view would be read whole to find out that there are none.
  if (seen.has(value) || isFrozenMap(value) || isView(value)) return value;
  seen.add(value);
  const frozen = Object.isFrozen(value);
  // What is frozen in something that is not is part of a snapshot.
  if (frozen && !inFrozen) return value;
  if (value instanceof Map || value instanceof Set) {
    const before: unknown[] = value instanceof Map ? [...value].flat() : [...value];
    const after = before.map((item) => unwrap(item, seen, frozen));
    if (after.every((item, i) => item === before[i])) return value;
    value.clear();
    for (let i = 0; i < after.length; i++) value instanceof Map ? value.set(after[i++], after[i]) : value.add(after[i]);
    return value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  let target = value as Record<EntryKey, unknown>;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const item = target[key];
    const real = isPlain
      ? unwrap(item, seen, frozen)
      : typeof item === 'object' && item !== null
        ? (nodeOf(item)?.take() ?? item)
        : item;
    if (real === item) continue;
    if (frozen && target === value) target = (Array.isArray(value) ? [...value] : { ...value }) as typeof target;
    Object.defineProperty(target, key, { value: real });
  }
  return frozen ? Object.freeze(target) : value;
}
