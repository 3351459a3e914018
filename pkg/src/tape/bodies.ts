/** Whole values as bytes, and what becomes of those that cannot be. */
import type { EnginePort } from '../engine/port.js';
import type { Issue, PatchOperation } from '../types.js';
import { Decoder } from './decode.js';
import { Encoder, Unsupported } from './encode.js';

/** The bytes of a value, or why there are none. */
export function encoded(value: unknown): Uint8Array | Unsupported {
  try {
    return new Encoder().value(value).take();
  } catch (error) {
    if (error instanceof Unsupported) return error;
    throw error;
  }
}

/** The value, frozen. */
export function decoded(bytes: Uint8Array): unknown {
  return new Decoder([], () => undefined).open(bytes).value();
}

/** A frozen copy of a value; what cannot be stored as it is. */
export function frozen<T>(value: T): T {
  const bytes = encoded(value);
  return bytes instanceof Unsupported ? value : (decoded(bytes) as T);
}

/** Values stand two levels deeper in a patch than in the state; what is refused is named by its place in the state. */
export function encodePatch(port: EnginePort, patch: readonly PatchOperation[]): Uint8Array {
  try {
    return port.encode(patch, 2);
  } catch (error) {
    const [, index, rest] = (error instanceof Unsupported && /^\/(\d+)\/value(.*)$/s.exec(error.pointer)) || [];
    if (index !== undefined) (error as Unsupported).pointer = `${patch[Number(index)]?.path}${rest}`;
    throw error;
  }
}

/** A refusal as callers see it. */
export function issueOf(error: Unsupported): Issue {
  const { reason, pointer, message } = error;
  return { code: `value/${reason}`, severity: 'error', pointer, message };
}
