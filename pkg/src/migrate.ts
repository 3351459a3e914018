/** From the state of an earlier version of the model to one of this version. */

import { translated, translateError } from './engine/errors.js';
import type { EnginePort } from './engine/port.js';
import { StateSyncError } from './errors.js';
import type { Model } from './model/types.js';
import { encoded } from './tape/bodies.js';
import { Unsupported } from './tape/encode.js';
import { textOf } from './text-of.js';

/** What leads from one version to the next. */
export type Migrating = Pick<Model<unknown>, 'version' | 'migrations'>;

/**
 * Makes a state of an earlier version one of this version, which is not validated. A migration may change what it gets.
 *
 * @throws StateSyncError `invalid_model` if a migration throws
 */
export async function migrated(model: Migrating, state: unknown, from: number): Promise<unknown> {
  let made = state;
  for (let version = from + 1; version <= model.version; version++) {
    const step = model.migrations[version];
    try {
      if (step) made = await step(made as never);
    } catch (cause) {
      throw failed(`The migration to version ${version} failed: ${textOf(cause)}`, `/migrations/${version}`, cause);
    }
  }
  return made;
}

/**
 * The same as bytes for the engine.
 *
 * @throws StateSyncError `invalid_model` also if what a migration gives cannot be stored
 */
export async function migratedBytes(model: Migrating, state: unknown, from: number): Promise<Uint8Array> {
  const bytes = encoded(await migrated(model, state, from));
  if (bytes instanceof Unsupported) throw unstorable(bytes);
  return bytes;
}

/**
 * Runs the migrations that are missing of what is stored. What was there before is kept as a backup; the new state is written as a whole by one
 * transaction, and until that has happened the old one is what is stored.
 *
 * @returns whether to begin again with another engine: old code in another tab has written meanwhile, and this one has come to an end
 * @throws StateSyncError `invalid_model` if a migration throws or gives a state that is not valid; storage is as it was
 */
export async function migrate(port: EnginePort, model: Migrating): Promise<boolean> {
  const { raw } = port;
  const from = raw.modelVersion;
  if (from >= model.version) return false;
  await translated(raw.createStateBackup(`before version ${model.version} of the model`, 'pre-migration'));
  const state = await migrated(model, raw.getState(), from);
  let answer: ReturnType<EnginePort['replace']>;
  try {
    answer = port.replace(state, 'migration', undefined, true);
  } catch (cause) {
    throw unstorable(cause as Error);
  }
  if (!answer.accepted) {
    const [issue] = answer.issues;
    const message = `The state of version ${from} is not valid after the migration to ${model.version}: at '${issue?.pointer}' ${issue?.message}`;
    throw failed(message, '/migrations', answer.issues);
  }
  // If it cannot be written now it stays pending, like any update.
  return raw.flush().then(
    () => false,
    (error) => translateError(error).code === 'unreadable_data',
  );
}

function unstorable(cause: Error): StateSyncError {
  return failed(`The migrated state cannot be stored: ${cause.message}`, '/migrations', cause);
}

function failed(message: string, pointer: string, cause: unknown): StateSyncError {
  return new StateSyncError('invalid_model', `${message}. What is stored was left as it is.`, { pointer, cause });
}
