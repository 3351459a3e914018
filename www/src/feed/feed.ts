/**
 * A stream of updates as an assistant in use makes them, at a rate of one's choice, each through `sync.update`.
 *
 * It works in slices, so that the page stays free for everything else. When the queue is full it waits for the disk; and what
 * it counts as saved is what the receipts say.
 */
import type { UpdateReceipt } from 'holdfast';
import { Store } from '../lib/store.ts';
import { sync } from '../state.ts';
import { begin } from './moves/begin.ts';
import { anyMove } from './moves/index.ts';
import type { Move } from './moves/move.ts';
import { Pace } from './pace.ts';
import { SOURCE } from './source.ts';
import { type Percentiles, Window } from './window.ts';

export interface FeedFigures {
  readonly isRunning: boolean;
  /** It waits until there is room in the queue. */
  readonly isWaiting: boolean;
  /** Updates in the last second. */
  readonly perSecond: number;
  readonly accepted: number;
  /** By schema or rules: a bug of the feed, if there is one. */
  readonly refused: number;
  /** How often the queue was full. */
  readonly full: number;
  /** Up to this version everything is on disk. */
  readonly savedVersion: number;
  /** From the call of `update` to its return, and until it is on disk, in milliseconds. */
  readonly update: Percentiles | null;
  readonly durable: Percentiles | null;
}

/** Milliseconds of a slice, until the next one, the same when it is behind, and between two reports. */
const SLICE_MS = 8;
const PAUSE_MS = 12;
const SHORT_PAUSE_MS = 4;
const REPORT_MS = 250;
/** Of so many updates one is followed to the disk: the journal is in order, so it speaks for those before it. */
const FOLLOWED = 8;
const WINDOW_S = 5;

const IDLE: FeedFigures = {
  isRunning: false,
  isWaiting: false,
  perSecond: 0,
  accepted: 0,
  refused: 0,
  full: 0,
  savedVersion: 0,
  update: null,
  durable: null,
};

class Feed {
  readonly figures = new Store<FeedFigures>(IDLE);
  /** Updates per second that are wanted. */
  readonly rate = new Store(20);
  #counts = { accepted: 0, refused: 0, full: 0, savedVersion: 0 };
  #updates = new Window(WINDOW_S);
  #durables = new Window(WINDOW_S);
  #pace = new Pace(0);
  #turn: ReturnType<typeof setTimeout> | undefined;
  #reports: ReturnType<typeof setInterval> | undefined;
  #reported = { at: 0, accepted: 0 };
  #isWaiting = false;

  start(): void {
    if (this.#reports !== undefined) return;
    this.#pace = new Pace(performance.now());
    this.#reported = { at: performance.now(), accepted: this.#counts.accepted };
    this.#reports = setInterval(() => this.#report(), REPORT_MS);
    const first = begin(sync.getState());
    if (first) this.#make(first);
    this.#work();
    this.#report();
  }

  stop(): void {
    clearTimeout(this.#turn);
    clearInterval(this.#reports);
    this.#reports = undefined;
    this.#isWaiting = false;
    this.#report();
  }

  #work(): void {
    // The engine may be starting anew after a failure.
    if (sync.status.phase === 'closed' || sync.status.phase === 'error') {
      this.stop();
      return;
    }
    const began = performance.now();
    const due = this.#pace.due(began, this.rate.get());
    let made = 0;
    while (made < due && !this.#isWaiting && performance.now() - began < SLICE_MS) {
      this.#make(anyMove());
      made++;
    }
    this.#pace.made(made);
    clearTimeout(this.#turn);
    if (!this.#isWaiting) this.#turn = setTimeout(() => this.#work(), made < due ? SHORT_PAUSE_MS : PAUSE_MS);
  }

  #make({ label, patch }: Move): void {
    const began = performance.now();
    const receipt = sync.update(patch, { source: SOURCE, label });
    const now = performance.now();
    if (!receipt.accepted) {
      this.#refused(receipt);
      return;
    }
    this.#updates.add(now, now - began);
    this.#counts.accepted++;
    if (this.#counts.accepted % FOLLOWED === 1) this.#follow(receipt, began);
  }

  /** Full is no fault: it goes on as soon as what waits is on disk. */
  #refused({ issues }: UpdateReceipt): void {
    if (issues[0]?.code !== 'update/queue_full') {
      this.#counts.refused++;
      return;
    }
    this.#counts.full++;
    this.#isWaiting = true;
    const goOn = () => {
      if (!this.#isWaiting) return;
      this.#isWaiting = false;
      this.#work();
    };
    sync.flush().then(goOn, goOn);
  }

  #follow({ durable, version }: UpdateReceipt, began: number): void {
    const saved = (isSaved: boolean) => {
      if (!isSaved) return;
      const now = performance.now();
      this.#durables.add(now, now - began);
      this.#counts.savedVersion = Math.max(this.#counts.savedVersion, version);
    };
    // What storage cannot take stays queued; the status says so.
    durable.then(saved, () => {});
  }

  #report(): void {
    const now = performance.now();
    const { accepted } = this.#counts;
    const perSecond = ((accepted - this.#reported.accepted) / Math.max(1, now - this.#reported.at)) * 1000;
    this.#reported = { at: now, accepted };
    const isRunning = this.#reports !== undefined;
    this.figures.set({
      ...this.#counts,
      isRunning,
      isWaiting: this.#isWaiting,
      // A report does not see whole updates at a low rate: smoothed, it is what a person counts.
      perSecond: isRunning ? this.figures.get().perSecond * 0.6 + perSecond * 0.4 : 0,
      update: this.#updates.percentiles(now),
      durable: this.#durables.percentiles(now),
    });
  }
}

export const feed = new Feed();
