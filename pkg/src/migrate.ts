/** From the state of an earlier version of the model to one of this version. */

import { translated } from './engine/errors.js';
import type { EnginePort } from './engine/port.js';
import { StateSyncError } from './errors.js';
import type { Model } from './model/types.js';
import { textOf } from './text-of.js';

/**
 * Runs the migrations that are missing. What was there before is kept as a backup; the new state is written as a whole by one
 * transaction, and until that has happened the old one is what is stored.
 *
 * @throws StateSyncError `invalid_model` if a migration throws or gives a state that is not valid; storage is as it was
 */
export async function migrate(port: EnginePort, model: Pick<Model<unknown>, 'version' | 'migrations'>): Promise<void> {
  const { raw } = port;
  const from = raw.modelVersion;
  if (from >= model.version) return;
  await translated(raw.createStateBackup(`before version ${model.version} of the model`, 'pre-migration'));
  let state: unknown = raw.getState();
  for (let version = from + 1; version <= model.version; version++) {
    const step = model.migrations[version];
    try {
      if (step) state = await step(state as never);
    } catch (cause) {
      throw failed(`The migration to version ${version} failed: ${textOf(cause)}`, `/migrations/${version}`, cause);
    }
  }
  let answer: ReturnType<EnginePort['replace']>;
  try {
    answer = port.replace(state, 'migration', undefined, true);
  } catch (cause) {
    throw failed(`The migrated state cannot be stored: ${(cause as Error).message}`, '/migrations', cause);
  }
  if (!answer.accepted) {
    const [issue] = answer.issues;
    const message = `The state of version ${from} is not valid after the migration to ${model.version}: at '${issue?.pointer}' ${issue?.message}`;
    throw failed(message, '/migrations', answer.issues);
  }
  // If it cannot be written now it stays pending, like any update.
  await raw.flush().catch(() => {});
}

function failed(message: string, pointer: string, cause: unknown): StateSyncError {
  return new StateSyncError('invalid_model', `${message}. What is stored was left as it is.`, { pointer, cause });
}
