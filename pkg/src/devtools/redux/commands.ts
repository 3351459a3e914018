/** What the extension asks for, out of its messages. */
import type { Message } from './extension.js';

/** What is to be done. */
export type Command =
  | {
      readonly type: 'jump';
      /** The number of an action, or else its place among those that are there. */
      readonly id: number | undefined;
      readonly at: number | undefined;
      readonly shown: string | undefined;
    }
  | { readonly type: 'pause'; readonly isPaused: boolean }
  | { readonly type: 'reset' | 'commit' | 'rollback' };

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The command of a message; `undefined` for what is not for us, such as START, and for what is not understood. */
export function commandOf({ type, payload, state }: Message): Command | undefined {
  if (type !== 'DISPATCH' || typeof payload !== 'object' || payload === null) return undefined;
  const { type: name, actionId, index, status } = payload as Readonly<Record<string, unknown>>;
  switch (name) {
    case 'JUMP_TO_ACTION':
    case 'JUMP_TO_STATE':
      return { type: 'jump', id: number(actionId), at: number(index), shown: state };
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
