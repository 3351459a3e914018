/**
 * Finding out which paths a selector reads, so that it runs again only when one of them has changed.
 *
 * The selector is given a stand-in for the state. Each step through it is a node; a node that the selector stops at (it
 * took the value, or all of it) is watched. Nodes are kept between runs: what was not hit is not read again.
 */
import { Composite, type EnginePort } from '../engine/port.js';
import type { EntryKey } from './memo.js';
import type { Reader } from './reader.js';

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
    node.known = false;
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
  #root: Node;
  #stops = new Set<Node>();

  constructor(source: Source) {
    this.source = source;
    this.#root = new Node(this, []);
  }

  /** Runs the selector on the state as it is now. */
  select<T>(selector: (state: never) => T): T {
    this.run++;
    this.#root.visit();
    const result = unwrap(selector(this.#root.read() as never), 0) as T;
    this.#watchStops();
    return result;
  }

  /** Everything that is known of the state may be wrong. */
  forgetAll(): void {
    this.stop();
    this.#root = new Node(this, []);
  }

  /** Ends all watches. */
  stop(): void {
    for (const node of this.#stops) node.unwatch();
    this.#stops.clear();
  }

  #watchStops(): void {
    const stops = new Set<Node>();
    this.#root.collect(stops);
    for (const node of this.#stops) if (!stops.has(node)) node.unwatch();
    for (const node of stops) node.watch();
    this.#stops = stops;
  }
}

const nodes = new WeakMap<object, Node>();

/** One step of a path. */
class Node {
  readonly tracker: Tracker;
  readonly path: readonly EntryKey[];
  /** Whether `value` is what is there now. */
  known = false;
  #value: unknown;
  #children = new Map<EntryKey, Node>();
  #visited = 0;
  /** The run in which the selector took all that is below. */
  #whole = 0;
  #watch: number | undefined;

  constructor(tracker: Tracker, path: readonly EntryKey[]) {
    this.tracker = tracker;
    this.path = path;
  }

  visit(): void {
    this.#visited = this.tracker.run;
  }

  /** The scalar, or a stand-in for the container. */
  read(): unknown {
    if (!this.known) {
      const found = this.tracker.source.port.peek(this.path);
      if (!(found instanceof Composite)) this.#value = found;
      else if (
        !(this.#value instanceof Object) ||
        nodes.get(this.#value) !== this ||
        kindOf(this.#value) !== found.kind
      )
        this.#value = this.#standIn(found.kind);
      this.known = true;
    }
    return this.#value;
  }

  step(key: EntryKey): unknown {
    let child = this.#children.get(key);
    if (!child) {
      child = new Node(this.tracker, [...this.path, key]);
      this.#children.set(key, child);
    }
    child.visit();
    return child.read();
  }

  /** The real value, all of it. */
  take(): object {
    this.#whole = this.tracker.run;
    return this.tracker.source.reader.at(this.path) as object;
  }

  /** Adds the nodes that the newest run stopped at. */
  collect(stops: Set<Node>): void {
    const { run } = this.tracker;
    if (this.#whole === run) {
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
    this.known = false;
  }

  #standIn(kind: Composite['kind']): object {
    const target = kind === 'array' ? [] : kind === 'map' ? new Map() : {};
    const standIn = new Proxy(target, new StandIn(this, kind));
    nodes.set(standIn, this);
    return standIn;
  }
}

function kindOf(value: object): Composite['kind'] {
  return Array.isArray(value) ? 'array' : value instanceof Map ? 'map' : 'object';
}

class StandIn implements ProxyHandler<object> {
  readonly #node: Node;
  readonly #kind: Composite['kind'];
  #get: ((key: unknown) => unknown) | undefined;

  constructor(node: Node, kind: Composite['kind']) {
    this.#node = node;
    this.#kind = kind;
  }

  get(_target: object, key: string | symbol): unknown {
    if (typeof key === 'string') {
      if (this.#kind === 'object') {
        const value = this.#node.step(key);
        return value === undefined && key in Object.prototype ? Reflect.get(Object.prototype, key) : value;
      }
      if (this.#kind === 'array' && /^\d+$/.test(key)) return this.#node.step(Number(key));
      if (this.#kind === 'map' && key === 'get') {
        this.#get ??= (name) => (typeof name === 'string' ? this.#node.step(name) : undefined);
        return this.#get;
      }
      if (this.#kind === 'map' && key === 'has')
        return (name: unknown) => typeof name === 'string' && this.#node.step(name) !== undefined;
    }
    const whole = this.#node.take();
    const value: unknown = Reflect.get(whole, key, whole);
    return typeof value === 'function' && this.#kind !== 'object' ? value.bind(whole) : value;
  }

  has(_target: object, key: string | symbol): boolean {
    if (this.#kind === 'object' && typeof key === 'string')
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
}

/** How deep a selector's own objects are searched for stand-ins. */
const DEPTH = 8;

/** Puts real values where the result has stand-ins. */
function unwrap(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const node = nodes.get(value);
  if (node) return node.take();
  // What is frozen comes from a snapshot or is the caller's own; stand-ins are only in what was made just now.
  if (depth === DEPTH || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) replace(value, i, depth);
  } else if (value instanceof Map) {
    for (const [key, item] of value) {
      const real = unwrap(item, depth + 1);
      if (real !== item) value.set(key, real);
    }
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const key of Object.keys(value)) replace(value as Record<string, unknown>, key, depth);
  }
  return value;
}

function replace<K extends PropertyKey>(container: Record<K, unknown>, key: K, depth: number): void {
  const item = container[key];
  const real = unwrap(item, depth + 1);
  if (real !== item) container[key] = real;
}
