/** The panel as a person meets it: opened by its button, found by what is written on it, in a page of its own. */
import { readFileSync } from 'node:fs';
import type { StateSync } from 'holdfast';
import { StateSyncDevtools, type StateSyncDevtoolsProps } from 'holdfast/devtools';
import { act, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeAll, beforeEach, expect, onTestFinished, vi } from 'vitest';
import { loadEngine } from '../../../../pkg/src/engine/wasm.js';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

// In this environment addresses are those of a page.
beforeAll(async () => {
  await loadEngine(readFileSync('pkg/wasm/holdfast_bg.wasm'));
});
beforeEach(() => localStorage.clear());

/** Lets time pass, with everything that React does in it. */
export const pass = (ms: number) => act(async () => new Promise((resolve) => setTimeout(resolve, ms)));

/** Waits until something holds. */
export async function until<T>(check: () => T): Promise<T> {
  const end = performance.now() + 5000;
  for (;;) {
    try {
      return check();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await pass(20);
  }
}

type Props = Omit<StateSyncDevtoolsProps<unknown>, 'sync'>;

/** Mounts the devtools, closed unless they were left open, under StrictMode. */
export async function mount<S>(sync: StateSync<S>, props: Props = {}): Promise<Panel> {
  const root = createRoot(document.createElement('div'));
  const unmount = () => act(async () => root.unmount());
  onTestFinished(unmount);
  await act(async () =>
    root.render(
      <StrictMode>
        <StateSyncDevtools sync={sync} {...props} />
      </StrictMode>,
    ),
  );
  return new Panel(unmount);
}

/** Mounts them, opens the panel, and goes to a tab. */
export async function open<S>(sync: StateSync<S>, tab = 'State', props?: Props): Promise<Panel> {
  const panel = await mount(sync, props);
  await panel.press('Open Holdfast devtools');
  await until(() => panel.one('[role=tablist]'));
  await panel.tab(tab);
  return panel;
}

const nameOf = (element: Element): string =>
  (element.getAttribute('aria-label') ?? labelOf(element) ?? element.textContent ?? '').trim();

const labelOf = ({ id }: Element): string | undefined =>
  [...shadow().querySelectorAll('label')].find(({ htmlFor }) => id !== '' && htmlFor === id)?.textContent ?? undefined;

function shadow(): ShadowRoot {
  const root = document.querySelector('holdfast-devtools')?.shadowRoot;
  if (!root) throw new Error('the devtools are not there');
  return root;
}

export class Panel {
  constructor(readonly unmount: () => Promise<void>) {}

  get root(): ShadowRoot {
    return shadow();
  }

  /** The first element that matches, which has to be there. */
  one(selector: string): HTMLElement {
    const found = this.root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`there is no ${selector} in: ${this.text}`);
    return found;
  }

  all(selector: string): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(selector)];
  }

  /** The element of a kind with this name. */
  named(selector: string, name: string): HTMLElement {
    const found = this.all(selector).find((element) => nameOf(element) === name);
    if (!found) throw new Error(`there is no ${selector} "${name}", but: ${this.all(selector).map(nameOf).join(', ')}`);
    return found;
  }

  button(name: string): HTMLButtonElement {
    return this.named('button', name) as HTMLButtonElement;
  }

  async press(name: string): Promise<void> {
    await this.click(this.button(name));
  }

  async tab(name: string): Promise<void> {
    await this.click(this.named('[role=tab]', name));
  }

  async click(element: HTMLElement): Promise<void> {
    await act(async () => element.click());
  }

  /** What is written in the tab that is shown. */
  get text(): string {
    return this.root.querySelector('[role=tabpanel]')?.textContent ?? this.root.textContent ?? '';
  }

  /** What was said last. */
  get said(): string {
    return this.one('.panel > [role=status]').textContent ?? '';
  }

  /** The texts of the rows that are there. */
  get rows(): string[] {
    return this.all('.row').map((row) => row.textContent ?? '');
  }

  async choose(row: string): Promise<void> {
    const found = this.all('.row').find(({ textContent }) => textContent?.includes(row));
    if (!found) throw new Error(`there is no row "${row}", but: ${this.rows.join(', ')}`);
    await this.click(found);
  }

  /** Keys on an element, one after the other. */
  async keys(selector: string, ...keys: string[]): Promise<void> {
    for (const key of keys)
      await act(async () => {
        this.one(selector).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      });
  }

  /** Writes into a field, as a person does. */
  async write(field: HTMLElement, text: string): Promise<void> {
    const { value } = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(field));
    await act(async () => {
      value?.set?.call(field, text);
      field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
    });
  }

  /** Leaves a field. */
  async leave(field: HTMLElement): Promise<void> {
    await act(async () => void field.dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
  }

  /** Confirms what is asked, after looking at what was said of it. */
  async confirm(action: string, expected: RegExp): Promise<void> {
    expect(this.one('dialog').textContent).toMatch(expected);
    await act(async () =>
      this.all('dialog button')
        .find(({ textContent }) => textContent === action)
        ?.click(),
    );
  }
}
