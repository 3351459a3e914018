/** Updates at any time, also before there is a state: in the order of the calls. */
import { applyEncoded, applyMerge } from './apply.js';
import type { Core } from './core.js';
import { encoded } from './tape/bodies.js';
import type { UpdateOptions } from './types.js';

/** Merges a deep partial. @returns whether it was accepted, once that is on disk */
export async function queueMerge(core: Core, updates: unknown, options: UpdateOptions): Promise<boolean> {
  if (core.port && !core.over) return applyMerge(core, options, updates).durable;
  // Encoded now, since the caller may change the object.
  const body = encoded(updates);
  return inQueue(core, () => applyEncoded(core, options, body).durable);
}

/** As soon as there is a state. */
export async function inQueue(core: Core, run: () => Promise<boolean>): Promise<boolean> {
  if (core.over) throw core.over;
  if (core.port) return run();
  const done = core.early.add(run, core.config.queueLimit);
  core.status.changed();
  return done;
}
