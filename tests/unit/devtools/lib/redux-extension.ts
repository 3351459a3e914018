/**
 * The Redux DevTools extension as its documentation describes what it puts on the page, and as its own source keeps actions: by
 * number, 0 what it began with, at most `maxAge` of them, the oldest merged into the beginning. States cross as JSON.
 */
import { onTestFinished, vi } from 'vitest';

interface Kept {
  readonly id: number;
  readonly action: Record<string, unknown>;
  readonly state: unknown;
}

type Listener = (message: Record<string, unknown>) => void;

export class ReduxExtension {
  options: Record<string, unknown> | undefined;
  actions: Kept[] = [];
  readonly errors: string[] = [];
  isConnected = false;
  #next = 0;
  readonly #listeners = new Set<Listener>();

  /** Puts one on the page until the test is over. */
  static install(): ReduxExtension {
    const extension = new ReduxExtension();
    vi.stubGlobal('window', {
      __REDUX_DEVTOOLS_EXTENSION__: { connect: (options: object) => extension.#connect(options) },
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    return extension;
  }

  #connect(options: object) {
    this.options = { ...options };
    this.isConnected = true;
    return {
      init: (state: unknown) => this.#init(state),
      send: (action: Record<string, unknown>, state: unknown) => this.#send(action, state),
      subscribe: (listener: Listener) => {
        this.#listeners.add(listener);
        listener({ type: 'START', source: '@devtools-extension' });
        return () => void this.#listeners.delete(listener);
      },
      unsubscribe: () => {
        this.#listeners.clear();
        this.isConnected = false;
      },
      error: (message: string) => void this.errors.push(message),
    };
  }

  #init(state: unknown): void {
    this.#next = 0;
    this.actions = [];
    this.#send({ type: '@@INIT' }, state);
  }

  #send(action: Record<string, unknown>, state: unknown): void {
    const text = JSON.stringify(state);
    this.actions.push({ id: this.#next++, action: JSON.parse(JSON.stringify(action)), state: JSON.parse(text) });
    if (this.actions.length <= Number(this.options?.maxAge ?? 50)) return;
    const [first, second, ...rest] = this.actions;
    if (first && second) this.actions = [{ ...first, state: second.state }, ...rest];
  }

  /** Somebody presses one of its buttons. */
  press(type: string, details: Record<string, unknown> = {}): void {
    const shown = this.actions.find(({ id }, at) => id === details.actionId || at === details.index)?.state;
    const state = shown === undefined ? undefined : JSON.stringify(shown);
    for (const listener of this.#listeners)
      listener({
        type: 'DISPATCH',
        payload: { type, timestamp: Date.now(), ...details },
        state,
        source: '@devtools-extension',
      });
  }

  jumpToAction(actionId: number): void {
    this.press('JUMP_TO_ACTION', { actionId });
  }

  jumpToState(index: number): void {
    this.press('JUMP_TO_STATE', { index });
  }

  /** Anything that it may say. */
  say(message: Record<string, unknown>): void {
    for (const listener of this.#listeners) listener(message);
  }
}
