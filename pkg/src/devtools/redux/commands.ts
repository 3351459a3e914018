/** What the extension asks for, out of its messages. */
import type { Message } from './extension.js';

/** What is to be done. */
export type Command =
  | { readonly type: 'jump'; readonly id: number | undefined; readonly shown: string | undefined }
  | { readonly type: 'pause'; readonly isPaused: boolean }
  | { readonly type: 'reset' | 'commit' | 'rollback' };

/** The command of a message; `undefined` for what is not for us, such as START, and for what is not understood. */
export function commandOf({ type, payload, state }: Message): Command | undefined {
  if (type !== 'DISPATCH' || typeof payload !== 'object' || payload === null) return undefined;
  const { type: name, actionId, index, status } = payload as Readonly<Record<string, unknown>>;
  switch (name) {
    case 'JUMP_TO_ACTION':
    case 'JUMP_TO_STATE': {
      // Older versions of the extension say a position only, which is the number as long as nothing was forgotten.
      const id = actionId ?? index;
      return { type: 'jump', id: typeof id === 'number' ? id : undefined, shown: state };
    }
    case 'PAUSE_RECORDING':
      return { type: 'pause', isPaused: status === true };
    case 'RESET':
      return { type: 'reset' };
    case 'COMMIT':
      return { type: 'commit' };
    case 'ROLLBACK':
      return { type: 'rollback' };
    default:
      return undefined;
  }
}
