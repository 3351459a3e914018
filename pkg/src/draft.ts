/**
 * Recipes: a function changes a draft of the state, and what it did becomes a patch.
 *
 * A draft remembers changes beside the snapshot that it stands on and copies nothing but arrays that are changed, so a
 * recipe costs what it touches, in a Map of 100,000 entries too. That is why this is not one of the libraries for
 * immutable updates: those copy every container on the way.
 */
import { StateSyncError } from './errors.js';
import { NO_HOLES, noText, pointerTo, Unsupported } from './tape/encode.js';
import type { PatchOperation } from './types.js';

type Key = string | number;
type Record_ = Record<string, unknown>;

/** What is to be done, in order, so that the state becomes what the recipe made of the draft. */
export function patchOf<S>(state: S, recipe: (draft: S) => void): PatchOperation[] {
  const root = draftOf(state as object);
  const returned: unknown = recipe(root.draft as S);
  if (returned instanceof Promise) {
    // Nobody waits for what it may fail with.
    returned.catch(() => {});
    throw new StateSyncError('invalid_config', 'A recipe is not async: await first, then update.');
  }
  const operations: PatchOperation[] = [];
  root.operations([], operations);
  // Parts of the draft are what many methods return; another object was meant to be the next state.
  if (operations.length === 0 && isPlain(returned) && returned !== root.draft && !nodes.has(returned))
    throw new StateSyncError('invalid_config', 'A recipe has to change the draft: what it returns is not used.');
  return operations;
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

interface Node {
  readonly base: object;
  readonly draft: object;
  operations(path: Key[], out: PatchOperation[]): void;
}

const nodes = new WeakMap<object, Node>();

function draftOf(base: object): Node {
  if (Array.isArray(base)) return new ArrayNode(base);
  return base instanceof Map ? new MapNode(base) : new ObjectNode(base as Record_);
}

/** Drafts of the containers inside one container. */
class Children {
  readonly #drafts = new Map<object, Node>();

  /** What readers of the draft get for a value of the snapshot. */
  of(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    let node = this.#drafts.get(value);
    if (!node) {
      node = draftOf(value);
      this.#drafts.set(value, node);
      nodes.set(node.draft, node);
    }
    return node.draft;
  }

  /** The draft of a value, if anybody asked for it. */
  known(value: unknown): Node | undefined {
    return typeof value === 'object' && value !== null ? this.#drafts.get(value) : undefined;
  }

  /** Whether a value that is being set is the draft of what stands there already. */
  isSame(value: unknown, base: unknown): boolean {
    return Object.is(value, base) || (this.known(base) !== undefined && this.known(base)?.draft === value);
  }

  get size(): number {
    return this.#drafts.size;
  }

  entries(): IterableIterator<[object, Node]> {
    return this.#drafts.entries();
  }
}

const GONE = Symbol('gone');

/** What objects and Maps have in common: members set or deleted beside the snapshot. */
class Members {
  readonly changes = new Map<string, unknown>();
  readonly children = new Children();
  /** The keys under which drafts of children were given out. */
  readonly #touched = new Set<string>();
  /** The keys of the snapshot that were deleted and set again, which puts them last. */
  readonly #anew = new Set<string>();

  constructor(
    readonly read: (key: string) => unknown,
    readonly baseKeys: () => Iterable<string>,
  ) {}

  get(key: string): unknown {
    const changed = this.changes.get(key);
    if (changed !== undefined) return changed === GONE ? undefined : changed;
    const value = this.read(key);
    if (typeof value === 'object' && value !== null) this.#touched.add(key);
    return this.children.of(value);
  }

  has(key: string): boolean {
    const changed = this.changes.get(key);
    return changed === undefined ? this.read(key) !== undefined : changed !== GONE;
  }

  set(key: string, value: unknown): void {
    if (value === undefined) this.delete(key);
    else if (this.changes.get(key) === GONE) {
      this.changes.delete(key);
      this.changes.set(key, value);
      this.#anew.add(key);
    } else if (!this.#anew.has(key) && this.children.isSame(value, this.read(key))) this.changes.delete(key);
    else this.changes.set(key, value);
  }

  delete(key: string): boolean {
    const had = this.has(key);
    if (this.read(key) === undefined) this.changes.delete(key);
    else this.changes.set(key, GONE);
    this.#anew.delete(key);
    return had;
  }

  *keys(): Generator<string> {
    for (const key of this.baseKeys()) if (this.changes.get(key) !== GONE && !this.#anew.has(key)) yield key;
    for (const [key, value] of this.changes)
      if (value !== GONE && (this.#anew.has(key) || this.read(key) === undefined)) yield key;
  }

  operations(path: Key[], out: PatchOperation[]): void {
    for (const key of this.#touched)
      if (!this.changes.has(key)) this.children.known(this.read(key))?.operations([...path, key], out);
    for (const [key, value] of this.changes) {
      if (typeof key !== 'string') throw new Unsupported('unsupported', pointerTo(path), noText(key));
      const pointer = pointerTo([...path, key]);
      if (value === GONE || this.#anew.has(key)) out.push({ op: 'remove', path: pointer });
      if (value !== GONE) out.push({ op: 'add', path: pointer, value });
    }
  }
}

class ObjectNode implements Node {
  readonly draft: object;
  readonly #members: Members;

  constructor(readonly base: Record_) {
    this.#members = new Members(
      (key) => (Object.hasOwn(base, key) ? base[key] : undefined),
      () => Object.keys(base),
    );
    this.draft = new Proxy<Record_>({}, new ObjectTraps(this.#members));
  }

  operations(path: Key[], out: PatchOperation[]): void {
    this.#members.operations(path, out);
  }
}

class ObjectTraps implements ProxyHandler<Record_> {
  readonly #members: Members;

  constructor(members: Members) {
    this.#members = members;
  }

  get(_: Record_, key: string | symbol): unknown {
    if (typeof key === 'symbol') return undefined;
    const value = this.#members.get(key);
    return value === undefined && !this.#members.has(key) ? Reflect.get(Object.prototype, key) : value;
  }
  set(_: Record_, key: string | symbol, value: unknown): boolean {
    if (typeof key === 'symbol') return false;
    this.#members.set(key, value);
    return true;
  }
  defineProperty(_: Record_, key: string | symbol, descriptor: PropertyDescriptor): boolean {
    return 'value' in descriptor && this.set(_, key, descriptor.value);
  }
  deleteProperty(_: Record_, key: string | symbol): boolean {
    if (typeof key === 'string') this.#members.delete(key);
    return true;
  }
  has(_: Record_, key: string | symbol): boolean {
    return typeof key === 'string' && (this.#members.has(key) || key in Object.prototype);
  }
  ownKeys(): string[] {
    // Of an object, so that names that look like numbers come first.
    return Object.keys(Object.fromEntries(Array.from(this.#members.keys(), (key) => [key, 0])));
  }
  getOwnPropertyDescriptor(_: Record_, key: string | symbol): PropertyDescriptor | undefined {
    if (typeof key === 'symbol' || !this.#members.has(key)) return undefined;
    return { value: this.#members.get(key), writable: true, enumerable: true, configurable: true };
  }
}

class MapNode implements Node {
  readonly draft: object;
  readonly #members: Members;

  constructor(readonly base: ReadonlyMap<string, unknown>) {
    this.#members = new Members(
      (key) => base.get(key),
      () => base.keys(),
    );
    this.draft = new DraftMap(this.#members);
  }

  operations(path: Key[], out: PatchOperation[]): void {
    this.#members.operations(path, out);
  }
}

class DraftMap extends Map<string, unknown> {
  readonly #members: Members;

  constructor(members: Members) {
    super();
    this.#members = members;
  }

  override get size(): number {
    let size = 0;
    for (const _ of this.#members.keys()) size++;
    return size;
  }
  override get(key: string): unknown {
    return this.#members.get(key);
  }
  override has(key: string): boolean {
    return this.#members.has(key);
  }
  override set(key: string, value: unknown): this {
    this.#members.set(key, value);
    return this;
  }
  override delete(key: string): boolean {
    return this.#members.delete(key);
  }
  override clear(): void {
    for (const key of [...this.#members.keys()]) this.#members.delete(key);
  }
  // Newer engines have these two; what is inherited would write into the Map that is never read.
  getOrInsert(key: string, value: unknown): unknown {
    return this.getOrInsertComputed(key, () => value);
  }
  getOrInsertComputed(key: string, make: (key: string) => unknown): unknown {
    if (!this.has(key)) this.set(key, make(key));
    return this.get(key);
  }
  override keys(): MapIterator<string> {
    return this.#members.keys() as unknown as MapIterator<string>;
  }
  override *entries(): MapIterator<[string, unknown]> {
    for (const key of this.#members.keys()) yield [key, this.#members.get(key)];
  }
  override *values(): MapIterator<unknown> {
    for (const key of this.#members.keys()) yield this.#members.get(key);
  }
  override [Symbol.iterator](): MapIterator<[string, unknown]> {
    return this.entries();
  }
  override forEach(callback: (value: unknown, key: string, map: Map<string, unknown>) => void, self?: unknown): void {
    for (const [key, value] of this.entries()) callback.call(self, value, key, this);
  }
}

// It stands for a plain Map.
Reflect.deleteProperty(DraftMap.prototype, 'constructor');

class ArrayNode implements Node {
  readonly draft: object;
  readonly #children = new Children();
  /** Under which position each draft of an element was given out, as long as none has moved. */
  readonly #touched = new Map<number, Node>();
  /** What was appended, as long as nothing else was done: a long array is not copied for that. */
  #tail: unknown[] = [];
  /** All elements, once anything else was done. */
  #copy: unknown[] | undefined;

  constructor(readonly base: readonly unknown[]) {
    const node = this;
    this.draft = new Proxy<unknown[]>([], {
      get: (_, key) => node.#get(key),
      set: (_, key, value) => node.#set(key, value),
      defineProperty: (_, key, descriptor) => 'value' in descriptor && node.#set(key, descriptor.value),
      deleteProperty: (_, key) => Reflect.deleteProperty(node.#own(), key),
      has: (_, key) => Reflect.has(node.#latest(), key),
      ownKeys: () => Reflect.ownKeys(node.#latest()),
      getOwnPropertyDescriptor(target, key) {
        const latest = node.#latest();
        if (key === 'length') target.length = latest.length;
        if (key === 'length' || !Object.hasOwn(latest, key)) return Reflect.getOwnPropertyDescriptor(target, key);
        return { value: node.#get(key), writable: true, enumerable: true, configurable: true };
      },
    });
  }

  get #length(): number {
    return this.#copy?.length ?? this.base.length + this.#tail.length;
  }

  #latest(): readonly unknown[] {
    return this.#tail.length > 0 ? this.#own() : (this.#copy ?? this.base);
  }

  #own(): unknown[] {
    if (!this.#copy) {
      this.#copy = Array.from(this.base);
      for (const value of this.#tail) this.#copy.push(value);
      this.#tail = [];
    }
    return this.#copy;
  }

  #set(key: string | symbol, value: unknown): boolean {
    if (!this.#copy && key === String(this.#length)) return this.#tail.push(value) > 0;
    // After it has appended an element, `push` says how many there are.
    if (!this.#copy && key === 'length' && value === this.#length) return true;
    return Reflect.set(this.#own(), key, value);
  }

  #get(key: string | symbol): unknown {
    if (key === 'length') return this.#length;
    const index = typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : -1;
    const appended = this.#copy ? -1 : index - this.base.length;
    const value: unknown = appended >= 0 ? this.#tail[appended] : Reflect.get(this.#copy ?? this.base, key);
    if (typeof value !== 'object' || value === null) return value;
    // Methods come from the prototype and work on the draft; elements of the snapshot are drafted. Views of large containers do not
    // say that they are frozen without being read whole.
    if (!Object.isFrozen(value) && (appended >= 0 || index < 0 || (this.#copy && !this.base.includes(value))))
      return value;
    const draft = this.#children.of(value);
    if (!this.#copy && appended < 0) this.#touched.set(index, this.#children.known(value) as Node);
    return draft;
  }

  operations(path: Key[], out: PatchOperation[]): void {
    const { base } = this;
    const at = (index: number) => pointerTo([...path, index]);
    const checked = (value: unknown, index: number): unknown => {
      if (value === undefined) throw new Unsupported('unsupported', at(index), NO_HOLES);
      return this.#children.known(value)?.draft ?? value;
    };
    if (!this.#copy) {
      for (const [index, node] of this.#touched) node.operations([...path, index], out);
      for (const [i, value] of this.#tail.entries()) {
        const index = base.length + i;
        out.push({ op: 'add', path: at(index), value: checked(value, index) });
      }
      return;
    }
    const after = this.#copy.map((value) => this.#undrafted(value));
    let start = 0;
    let end = 0;
    const shorter = Math.min(base.length, after.length);
    while (start < shorter && Object.is(base[start], after[start])) start++;
    while (end < shorter - start && Object.is(base[base.length - 1 - end], after[after.length - 1 - end])) end++;
    const [removed, inserted] = [base.length - start - end, after.length - start - end];
    for (let i = removed; i-- > inserted; ) out.push({ op: 'remove', path: at(start + i) });
    for (let i = start; i < start + inserted; i++)
      out.push({ op: i < start + removed ? 'replace' : 'add', path: at(i), value: checked(after[i], i) });
    if (this.#children.size === 0) return;
    for (const [index, value] of after.entries())
      if (index < start || index >= after.length - end) this.#children.known(value)?.operations([...path, index], out);
  }

  /** The value of the snapshot that a draft stands for, if it was moved as it is. */
  #undrafted(value: unknown): unknown {
    const node = typeof value === 'object' && value !== null ? nodes.get(value) : undefined;
    return node && this.#children.known(node.base) === node ? node.base : value;
  }
}
