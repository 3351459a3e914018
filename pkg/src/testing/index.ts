/**
 * `holdfast/testing`: instances for the tests of an application. The real engine, with a memory for a disk.
 *
 * - Nothing happens by itself: the timers of checks, retention and backups are off unless `config` says otherwise, and then they go
 *   by the test runner's fake timers (`vi.useFakeTimers()`, `jest.useFakeTimers()`): the engine reads `Date.now`, `performance.now`
 *   and `setTimeout` of the page each time, so there is no second clock to set. Updates, backups and reloads wait for no timer;
 *   `validateState`, `checkStateConsistency` and `optimizeState` let the page in between, so let a millisecond pass for them.
 * - The engine is the one inside of `holdfast/inline`: no file has to be served, whatever the environment of the tests.
 *
 * @module holdfast/testing
 */
import type { Medium } from '../core.js';
import { StateSyncError } from '../errors.js';
import { embeddedModule } from '../inline/embedded.js';
import { createWith, instanceOf } from '../instances.js';
import type { Model } from '../model/types.js';
import type { StateSync } from '../sync.js';
import type { StateSyncConfig } from '../types.js';

/** What an instance for tests is made from. */
export interface TestStateSyncOptions<S> {
  /** The model of the application. */
  readonly model: Model<S>;
  /** The state to begin with, which has to be valid; `model.initial()` if not given. */
  readonly state?: S;
  /**
   * The name that the application gives to `createStateSync`, so that it finds this instance and makes none of its own. One that is
   * used nowhere else if not given.
   */
  readonly name?: string;
  /** Options that differ from the defaults; times in milliseconds. */
  readonly config?: Partial<StateSyncConfig>;
}

/** What belongs to an instance that was made here. */
interface Made {
  readonly medium: Medium;
  readonly name: string;
  readonly options: TestStateSyncOptions<unknown>;
}

const made = new WeakMap<StateSync<never>, Made>();
let count = 0;

const idle = { consistencyCheckInterval: 0, optimizationInterval: 0, backupInterval: 0, validationInterval: 0 };

/**
 * Makes an instance for a test; it is ready when the promise resolves. Close it at the end of the test, or declare it with
 * `await using`.
 *
 * @throws StateSyncError `name_in_use` if there is an instance of the name, `invalid_model` if `state` is not valid, its place in the message
 *
 * @example
 * test('a note gets a star', async () => {
 *   await using sync = await createTestStateSync({ model, state: { notes: new Map([['a', { text: 'x', stars: 0 }]]) } });
 *   addStar(sync, 'a');
 *   expect(sync.get('/notes/a/stars')).toBe(1);
 * });
 */
export async function createTestStateSync<S>(options: TestStateSyncOptions<S>): Promise<StateSync<S>> {
  return start(options, options.name ?? `test-${++count}`, new Map());
}

/**
 * What the next start of the application finds: closes the instance and makes another one of the same name on what it has stored.
 * With another model its migrations run.
 *
 * @throws StateSyncError what `ready` rejects with; `invalid_config` if `createTestStateSync` has not made the instance
 *
 * @example
 * const later = await reloadTestStateSync(sync, { model: modelOfVersion2 });
 * expect(later.get('/notes/a/stars')).toBe(0);
 */
export async function reloadTestStateSync<S, T = S>(
  sync: StateSync<S>,
  changes: Pick<TestStateSyncOptions<T>, 'config'> & { readonly model?: Model<T> } = {},
): Promise<StateSync<T>> {
  const before = made.get(sync as StateSync<never>);
  if (!before)
    throw new StateSyncError('invalid_config', 'Only an instance that createTestStateSync has made can be reloaded.');
  await sync.close();
  return start({ ...before.options, ...changes } as TestStateSyncOptions<T>, before.name, before.medium);
}

async function start<S>(options: TestStateSyncOptions<S>, name: string, medium: Medium): Promise<StateSync<S>> {
  const { config, state } = options;
  if (instanceOf(name))
    throw new StateSyncError(
      'name_in_use',
      `There is an instance ${JSON.stringify(name)} already: close it, or make the one for the test before the application's module is imported.`,
    );
  const model =
    state === undefined ? options.model : { ...options.model, initial: () => state, created: (first: S) => first };
  const sync = createWith({ name, model, storage: 'memory', config: { ...idle, ...config } }, embeddedModule, medium);
  made.set(sync as StateSync<never>, { medium, name, options: options as TestStateSyncOptions<unknown> });
  try {
    await sync.ready;
  } catch (error) {
    // The next test may use the name.
    await sync.close();
    throw error;
  }
  return sync;
}
