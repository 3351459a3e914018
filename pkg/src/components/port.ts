/** Components of an instance: what they work with there. */
import { applyPatch } from '../apply.js';
import type { Core } from '../core.js';
import type { EventData } from '../events/types.js';
import { parsePointer } from '../pointer.js';
import type { PatchOperation } from '../types.js';
import { unref } from '../unref.js';
import type { ComponentPort } from './types.js';

/** @param recover takes a slice back to what was good */
export function componentPort(
  core: Core,
  models: ComponentPort['models'],
  recover: ComponentPort['recover'],
): ComponentPort {
  const emit = <E extends 'component_status' | 'component_error'>(type: E, data: EventData[E], rank?: number): void => {
    // A component without a record can be told about without an update.
    core.mustEnd();
    core.emit(type, `component:${data.component}`, data, rank);
  };
  return {
    models,
    recover,
    emitStatus: (data) => emit('component_status', data),
    emitError: (data) => emit('component_error', data, data.fatal ? 3 : 2),
    record: (pointer, status, source) => record(core, pointer, status, source),
    live: (name, status) => core.look((raw) => raw.setComponent(name, status), undefined),
    now: () => performance.now(),
    later: (run, ms) => {
      const timer = unref(setTimeout(run, ms));
      return () => clearTimeout(timer);
    },
    recoveryEnabled: () => core.config.recoveryEnabled,
  };
}

/** Writes a status to the record for it: `status`, and `lastActivity` if the record has one. */
function record(core: Core, pointer: string, status: string, source: string): boolean {
  if (!core.port) return false;
  const lastActivity = Date.now();
  const at = (path: string): unknown => core.reader.at(parsePointer(pointer + path));
  const add = (path: string, value: unknown): PatchOperation => ({ op: 'add', path: pointer + path, value });
  const patch =
    at('') === undefined
      ? [add('', { status, lastActivity })]
      : at('/lastActivity') === undefined
        ? [add('/status', status)]
        : [add('/status', status), add('/lastActivity', lastActivity)];
  return applyPatch(core, { source }, () => patch).accepted;
}
