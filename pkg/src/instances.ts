/** One instance per name and page, however often a component mounts or a module is loaded anew. */
import type { Medium } from './core.js';
import type { DefaultSource } from './engine/wasm.js';
import { StateSyncError } from './errors.js';
import { isObject, isString } from './model/check.js';
import type { Model } from './model/types.js';
import { must } from './must.js';
import { StateSync, type StateSyncOptions } from './sync.js';

interface Entry {
  readonly sync: StateSync<unknown>;
  readonly model: Model<unknown>;
}

// On the global object, so that a module that is loaded twice (hot reload, two bundles) finds the same instances.
const key = Symbol.for('holdfast.instances');

function instances(): Map<string, Entry> {
  const holder = globalThis as { [key]?: Map<string, Entry> };
  holder[key] ??= new Map();
  return holder[key];
}

/** The instance of a name, if there is one. */
export const instanceOf = (name: string): StateSync<unknown> | undefined => instances().get(name)?.sync;

/**
 * Makes an instance or finds it.
 *
 * @param source where the engine comes from, unless the options say it
 * @param medium what `memory` storage writes to, unless it is to be empty
 * @throws StateSyncError `name_in_use`, `invalid_config`, `invalid_model`
 */
export function createWith<S>(options: StateSyncOptions<S>, source: DefaultSource, medium?: Medium): StateSync<S> {
  must(isObject(options), 'an object with name and model', options);
  const { name, model, config = {}, storage = 'memory' } = options;
  must(isString(name), 'text as name', name);
  must(isObject(model?.registry), 'a model from defineModel', model);
  must(isObject(config), 'an object as config', config);
  must(['indexeddb', 'memory'].includes(storage), 'storage "indexeddb" or "memory"', storage);
  const existing = instances().get(name);
  if (existing) {
    if (!isSameModel(existing.model, model as Model<unknown>))
      throw new StateSyncError(
        'name_in_use',
        `The name ${JSON.stringify(name)} belongs to an instance with another model: choose another name, or close that one first.`,
      );
    return existing.sync as StateSync<S>;
  }
  const onClose = () => {
    if (instanceOf(name) === sync) instances().delete(name);
  };
  const sync = new StateSync<S>(options, source, onClose, medium);
  instances().set(name, { sync: sync as StateSync<unknown>, model: model as Model<unknown> });
  return sync;
}

/** After a hot reload the model is another object that says the same. */
function isSameModel(a: Model<unknown>, b: Model<unknown>): boolean {
  // All that can be compared: `JSON` leaves functions out, and validators are made of them.
  const said = (model: Model<unknown>) => JSON.stringify({ ...model, validators: [] });
  return a === b || said(a) === said(b);
}
