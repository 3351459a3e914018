// @vitest-environment happy-dom
/** The examples of README and guides that need a page are shown without a complaint, and print what they say. */
import { act, type ComponentType, Suspense } from 'react';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freshFolder, shown, writeExamples } from './lib/examples.ts';
import { loadFromDisk, mount, until } from './lib/mount.js';

const { directory, remove } = freshFolder();
const examples = writeExamples(directory).filter(({ needsPage, notRun }) => needsPage && notRun === undefined);
beforeAll(() => loadFromDisk());
afterAll(remove);

test.each(examples.map((example) => [`${example.page}:${example.line}`, example] as const))(
  '%s',
  { timeout: 30_000 },
  async (_, example) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const error = vi.spyOn(console, 'error');
    document.body.innerHTML = '<div id="root"></div>';
    try {
      const exported = await act(() => import(/* @vite-ignore */ example.path));
      const components = Object.entries(exported as Record<string, unknown>).filter(
        ([name, value]) => (name === 'default' || /^[A-Z]/.test(name)) && typeof value === 'function',
      ) as [string, ComponentType][];
      for (const [, Shown] of components) {
        const { element } = mount(
          <Suspense fallback="loading">
            <Shown />
          </Suspense>,
        );
        await until(() => expect(element.textContent).not.toMatch(/^(loading)?$/));
      }
      if (components.length === 0) await until(() => expect(document.querySelector('#root')?.textContent).not.toBe(''));
      expect(log.mock.calls.map(shown)).toEqual(example.prints);
      expect(error.mock.calls).toEqual([]);
    } finally {
      log.mockRestore();
      error.mockRestore();
    }
  },
);
