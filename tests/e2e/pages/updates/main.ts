/** Carries out updates that a test sends as text, and tells what became of the state. */
import { type Change, createStateSync, type StateSync } from 'holdfast';
import { fromText, toText } from '../../updates/codec.ts';
import { type ModelName, models, type State } from './models.ts';

/** A change, and a place to look at after it. */
export interface Step {
  readonly change: string;
  readonly pointer: string;
}

/** What became of one change. */
export interface Outcome {
  readonly accepted: boolean;
  readonly issues: string;
  readonly state: string;
  readonly value: string | undefined;
}

export interface Current {
  readonly state: string;
  readonly version: number;
}

const updates = {
  async open(name: string, model: ModelName): Promise<Current> {
    sync = createStateSync({ name, model: models[model] });
    await sync.ready;
    return updates.current();
  },

  current: (): Current => ({ state: toText(sync.getState()), version: sync.status.version }),

  apply: (steps: readonly Step[]): Outcome[] =>
    steps.map(({ change, pointer }) => {
      const { accepted, issues } = sync.update(fromText(change) as Change<State>);
      const value = sync.get(pointer);
      return {
        accepted,
        issues: issues.map((issue) => `${issue.pointer}: ${issue.message}`).join('\n'),
        state: toText(sync.getState()),
        value: value === undefined ? undefined : toText(value),
      };
    }),

  /** Calls `updateState` with all of these at once. */
  together: (changes: readonly string[]): Promise<boolean[]> =>
    Promise.all(changes.map((change) => sync.updateState(fromText(change) as State))),

  /** The same before the state is there. */
  early(name: string, model: ModelName, changes: readonly string[]): Promise<boolean[]> {
    sync = createStateSync({ name, model: models[model] });
    return updates.together(changes);
  },

  close: (): Promise<void> => sync.close(),
};

let sync: StateSync<State>;

declare global {
  interface Window {
    updates: typeof updates;
  }
}

window.updates = updates;
