/**
 * The Redux DevTools extension, as its documentation describes what it puts on the page: `connect`, and messages to those who
 * subscribe. Types, and looking for it.
 *
 * https://github.com/reduxjs/redux-devtools/blob/main/extension/docs/API/Methods.md
 */

/** What the extension is told when it is connected to. */
export interface ConnectOptions {
  readonly name: string;
  /** Actions that it keeps. */
  readonly maxAge: number;
  /** What its buttons may do here. */
  readonly features: Readonly<Record<string, boolean>>;
}

/** What is sent for an update. */
export interface Action {
  readonly type: string;
  readonly [detail: string]: unknown;
}

/** What it says when somebody presses one of its buttons. */
export interface Message {
  readonly type: string;
  readonly payload?: unknown;
  readonly state?: string | undefined;
}

/** One connection. */
export interface Connection {
  init(state: unknown): void;
  send(action: Action, state: unknown): void;
  subscribe(listener: (message: Message) => void): (() => void) | undefined;
  unsubscribe(): void;
  error(message: string): void;
}

interface Extension {
  connect(options: ConnectOptions): Connection;
}

/** The extension, if this browser has it. */
export function extension(): Extension | undefined {
  if (typeof window === 'undefined') return undefined;
  return (window as { readonly __REDUX_DEVTOOLS_EXTENSION__?: Extension }).__REDUX_DEVTOOLS_EXTENSION__;
}
