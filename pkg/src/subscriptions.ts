/**
 * Subscribers: told in the order in which they subscribed, whatever happens in between.
 *
 * A listener may update, subscribe and unsubscribe. Updates made by listeners are visible at once; their notifications
 * come after the round that is under way.
 */
import { isolate } from './isolate.js';
import { isObject } from './model/check.js';
import { must } from './must.js';
import { type Source, Tracker } from './snapshot/tracker.js';
import type { Unsubscribe } from './types.js';

interface Subscriber {
  /** Called in a round that concerns it. */
  notify(): void;
  /** Whether every change concerns it. */
  readonly always: boolean;
}

/** How a selector's results are compared, and whether the listener hears the first one too. */
export interface SubscribeOptions<T> {
  /** Whether two results count as the same; `Object.is` unless given. */
  readonly equality?: (a: T, b: T) => boolean;
  /** `true`: the listener is called at once as well, with the present result twice. */
  readonly fireImmediately?: boolean;
}

export class Subscriptions {
  /** In the order of subscription. */
  readonly #subscribers = new Set<Subscriber>();
  readonly #owners = new Map<Tracker, Subscriber>();
  readonly #selecting = new Set<Selection<unknown>>();
  #always = 0;
  /** Who is to be told in the next round; `all` for everybody. */
  #waiting: Set<Subscriber> | undefined;
  #everybody = false;
  #running = false;
  #rounds = 0;
  #source: Source | undefined;

  /** From now on selectors read from the engine. Everybody is told, since the state is another one now. */
  attach(source: Source): void {
    this.#source = source;
    // Those of an engine before this one.
    this.#owners.clear();
    for (const selection of this.#selecting) this.#track(selection, source);
    this.#everybody = true;
    this.run();
  }

  /** The engine is gone: until there is another, selectors see what was read last. */
  detach(): void {
    this.#source = undefined;
    this.#waiting = undefined;
    for (const selection of this.#selecting) selection.tracker = undefined;
  }

  add(listener: () => void): Unsubscribe {
    return this.#add({ notify: () => isolate(listener), always: true });
  }

  select<S, T>(
    selector: (state: S) => T,
    listener: (now: T, before: T) => void,
    state: () => S,
    options: SubscribeOptions<T> = {},
  ): Unsubscribe {
    must(isObject(options), 'an object as options', options);
    const { equality = Object.is, fireImmediately = false } = options;
    const selection = new Selection(
      selector as (state: never) => unknown,
      listener as (now: unknown, before: unknown) => void,
      state,
      equality as (a: unknown, b: unknown) => boolean,
    );
    const remove = this.#add(selection);
    this.#selecting.add(selection);
    if (this.#source) this.#track(selection, this.#source);
    const end = () => {
      remove();
      this.#selecting.delete(selection);
      if (selection.tracker) {
        this.#owners.delete(selection.tracker);
        if (!selection.tracker.source.port.failure) selection.tracker.stop();
      }
    };
    try {
      selection.value = selection.read();
    } catch (error) {
      end();
      throw error;
    }
    if (fireImmediately) isolate(() => listener(selection.value as T, selection.value as T));
    return end;
  }

  /** How many times in a row listeners have caused updates that call listeners. */
  get rounds(): number {
    return this.#rounds;
  }

  /** Notes whom an update concerns. */
  changed(hits: Iterable<number>): void {
    if (this.#always > 0) this.#everyone();
    for (const hit of hits) {
      const tracker = this.#source?.watches.hit(hit);
      const owner = tracker && this.#owners.get(tracker);
      if (owner) {
        this.#waiting ??= new Set();
        this.#waiting.add(owner);
      }
    }
  }

  #everyone(): void {
    this.#waiting ??= new Set();
    for (const subscriber of this.#subscribers) if (subscriber.always) this.#waiting.add(subscriber);
  }

  /** Tells those who wait, unless a round is under way, which then goes on with them. */
  run(): void {
    if (this.#running) return;
    this.#running = true;
    try {
      for (this.#rounds = 1; this.#waiting || this.#everybody; this.#rounds++) {
        const waiting = this.#waiting;
        const everybody = this.#everybody;
        this.#waiting = undefined;
        this.#everybody = false;
        // Somebody before it may have ended it.
        for (const subscriber of everybody ? [...this.#subscribers] : this.#inOrder(waiting as Set<Subscriber>))
          if (this.#subscribers.has(subscriber)) subscriber.notify();
      }
    } finally {
      this.#running = false;
      this.#rounds = 0;
    }
  }

  #inOrder(waiting: Set<Subscriber>): Iterable<Subscriber> {
    return waiting.size < 2 ? waiting : [...this.#subscribers].filter((subscriber) => waiting.has(subscriber));
  }

  #add(subscriber: Subscriber): Unsubscribe {
    this.#subscribers.add(subscriber);
    if (subscriber.always) this.#always++;
    return () => {
      if (this.#subscribers.delete(subscriber) && subscriber.always) this.#always--;
    };
  }

  #track(selection: Selection<unknown>, source: Source): void {
    selection.tracker = new Tracker(source);
    this.#owners.set(selection.tracker, selection);
  }

  clear(): void {
    this.#subscribers.clear();
    this.#selecting.clear();
    this.#owners.clear();
    this.#waiting = undefined;
    this.#always = 0;
  }
}

class Selection<T> implements Subscriber {
  readonly always = false;
  tracker: Tracker | undefined;
  value: T | undefined;

  constructor(
    readonly selector: (state: never) => T,
    readonly listener: (now: T, before: T) => void,
    readonly state: () => unknown,
    readonly equality: (a: T, b: T) => boolean,
  ) {}

  /** The selector on the state as it is now. */
  read(): T {
    return this.tracker ? this.tracker.select(this.selector) : this.selector(this.state() as never);
  }

  notify(): void {
    isolate(() => {
      const before = this.value as T;
      let now: T;
      try {
        now = this.read();
      } catch (error) {
        // The next engine calls everybody.
        if (this.tracker?.source.port.failure) return;
        throw error;
      }
      if (this.equality(now, before)) return;
      this.value = now;
      this.listener(now, before);
    });
  }
}
