/** React in tests: mounted under StrictMode, as applications do, and unmounted when the test is over. */
import { readFileSync } from 'node:fs';
import { act, Component, type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { onTestFinished, vi } from 'vitest';
import { loadEngine } from '../../../pkg/src/engine/wasm.js';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

/** In an environment with a page, addresses are those of the page, and there is no file to fetch. */
export const loadFromDisk = () => loadEngine(readFileSync('pkg/wasm/holdfast_bg.wasm'));

/** Gives back the page's element, how to render anew and how to unmount. */
export function mount(node: ReactNode) {
  const element = document.createElement('div');
  const root = createRoot(element);
  // Not an asynchronous `act`, which would let everything else happen too.
  const render = (node: ReactNode, how = (run: () => void) => run()) =>
    act(() => how(() => root.render(<StrictMode>{node}</StrictMode>)));
  const unmount = () => act(() => root.unmount());
  onTestFinished(unmount);
  render(node);
  return { element, render, unmount };
}

/** Waits for something that happens outside of React, which 18 renders at the end of each `act` and not before. */
export async function until(holds: () => void): Promise<void> {
  for (let left = 200; ; left--) {
    await act(() => new Promise<void>((resolve) => setTimeout(resolve, 5)));
    try {
      return holds();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

/** Shows the code of the error that something in it throws. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly error?: { code?: string } }> {
  override state: { readonly error?: { code?: string } } = {};

  static getDerivedStateFromError = (error: { code?: string }) => ({ error });

  override render() {
    return this.state.error ? `error: ${this.state.error.code}` : this.props.children;
  }
}
