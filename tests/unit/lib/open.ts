/** Instances for tests: in memory, of a name of their own, closed when the test is over. */
import { createStateSync, defineModel, type JsonSchema, type StateSync, type StateSyncConfig } from 'holdfast';
import { onTestFinished } from 'vitest';

export interface Setting {
  readonly schema?: JsonSchema;
  readonly config?: Partial<StateSyncConfig>;
}

let made = 0;

/** An instance that is still loading. Any state is valid unless a schema is given. */
export function opening<S>(initial: S, { schema = true, config = {} }: Setting = {}): StateSync<S> {
  const name = `test-${made++}`;
  const model = defineModel<S>({ name, version: 1, schema, initial: () => initial });
  const sync = createStateSync({ name, model, storage: 'memory', config });
  onTestFinished(() => sync.close());
  return sync;
}

/** An instance that is ready. */
export async function open<S>(initial: S, setting?: Setting): Promise<StateSync<S>> {
  const sync = opening(initial, setting);
  await sync.ready;
  return sync;
}

// biome-ignore lint/suspicious/noExplicitAny: what JavaScript callers have, who have no types
export type Loose = any;

/** One whose state is of no particular type. */
export const openLoose = (initial: unknown, setting?: Setting) => open<Loose>(initial, setting);
