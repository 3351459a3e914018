/**
 * One connection to the extension: each update goes out as an action, and what its buttons ask for comes in.
 *
 * The extension numbers actions from 1; 0 is what it began with. The states that belong to them stay here, since what it has of
 * them is a summary that nothing could be brought back from.
 */
import type { SyncEvent } from '../../events/types.js';
import type { AnySync } from '../lib/any-sync.js';
import { messageOf } from '../lib/format.js';
import { SOURCE } from '../source.js';
import { type Command, commandOf } from './commands.js';
import type { Connection, Message } from './extension.js';
import { patchBetween } from './patch-between.js';
import { fromSummary, type Summaries } from './summary.js';

export class Session {
  readonly #sync: AnySync;
  readonly #connection: Connection;
  readonly #summaries: Summaries;
  readonly #maxAge: number;
  /** By the extension's numbers, and in its order. */
  readonly #states = new Map<number, unknown>();
  #next = 0;
  #isPaused = false;
  /** A jump is no action of its own: the extension shows it as the one that was jumped to. */
  #isJumping = false;
  readonly #first: unknown;

  constructor(sync: AnySync, connection: Connection, summaries: Summaries, maxAge: number) {
    this.#sync = sync;
    this.#connection = connection;
    this.#summaries = summaries;
    this.#maxAge = maxAge;
    this.#first = sync.getState();
    this.#begin();
  }

  /** Begins anew with the present state. */
  #begin(): void {
    this.#states.clear();
    this.#next = 0;
    this.#keep();
    this.#connection.init(this.#summaries.of(this.#states.get(0)));
  }

  #keep(): void {
    this.#states.set(this.#next++, this.#sync.getState());
    const [, oldest] = this.#states.keys();
    if (this.#states.size <= this.#maxAge || oldest === undefined) return;
    // As the extension does: it begins now with what the forgotten action led to.
    this.#states.set(0, this.#states.get(oldest));
    this.#states.delete(oldest);
  }

  /** An update was made. */
  updated({ data, version, source }: SyncEvent<'state_updated'>): void {
    if (this.#isPaused || this.#isJumping) return;
    const label = this.#sync.history().findLast((entry) => entry.version === version)?.label ?? null;
    const action = {
      type: label ? `${source}/${label}` : source,
      payload: data.pointers,
      ...(data.truncated && { truncated: true }),
      version,
    };
    this.#keep();
    this.#connection.send(action, this.#summaries.of(this.#sync.getState()));
  }

  /** Somebody pressed one of its buttons. */
  heard(message: Message): void {
    const command = commandOf(message);
    if (command?.type === 'pause') this.#isPaused = command.isPaused;
    else if (command?.type === 'jump') this.#jump(command);
    else if (command) {
      if (command.type === 'reset') this.#goTo(this.#first, 'Reset');
      if (command.type === 'rollback') this.#goTo(this.#states.get(0), 'Roll back');
      this.#begin();
    }
  }

  #jump({ id: said, at, shown }: Extract<Command, { type: 'jump' }>): void {
    const id = said ?? (at === undefined ? undefined : [...this.#states.keys()][at]);
    const kept = id === undefined ? undefined : this.#states.get(id);
    // Where what is shown there is not what is kept here by that number, it is what is shown that is meant.
    const isKept = kept !== undefined && (shown === undefined || shown === JSON.stringify(this.#summaries.of(kept)));
    const state = isKept ? kept : (fromSummary(shown, this.#sync.getState()) ?? kept);
    if (state === undefined) this.#connection.error('The state of this action is not kept any more.');
    else this.#goTo(state, id === undefined ? 'Jump' : `Jump to action ${id}`);
  }

  /** Makes the state what it was: an update like any other, so it is validated, and can be undone. */
  #goTo(state: unknown, label: string): void {
    const patch = patchBetween(this.#sync.getState(), state);
    if (patch.length === 0) return;
    this.#isJumping = true;
    try {
      const { accepted, issues } = this.#sync.update(patch, { source: SOURCE, label });
      if (!accepted) this.#connection.error(`The state was refused: ${issues[0]?.pointer} ${issues[0]?.message}`);
    } catch (error) {
      this.#connection.error(messageOf(error));
    } finally {
      this.#isJumping = false;
    }
  }
}
