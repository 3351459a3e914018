/** What code of the application throws when it is called: told, and nothing else is hindered by it. */
import type { StateSync } from 'holdfast';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Loose, openLoose } from './lib/open.js';

const boom = new Error('boom');
const fail = (): never => {
  throw boom;
};

const callers: [string, (sync: StateSync<Loose>) => void][] = [
  ['a listener', (sync) => sync.subscribe(fail)],
  ['a listener of a selector', (sync) => sync.subscribe((state) => state.n, fail)],
  ['a selector', (sync) => sync.subscribe((state) => state.n > 0 && fail(), fail)],
  ['equality', (sync) => sync.subscribe((state) => state.n, fail, { equality: fail })],
  ['a handler of events', (sync) => sync.on('state_updated', fail)],
  ['a listener of the status', (sync) => sync.subscribeStatus(fail)],
];

describe.each(callers)('what %s throws', (_, subscribe) => {
  const thrown = async () => {
    const sync = await openLoose({ n: 0 });
    const heard = vi.fn();
    subscribe(sync);
    sync.subscribe(heard);
    expect(sync.update({ n: 1 }).accepted).toBe(true);
    expect(heard).toHaveBeenCalledOnce();
  };

  test('goes to the console of Node, whose processes an uncaught exception would end', async () => {
    const uncaught = vi.fn();
    process.on('uncaughtException', uncaught);
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => {
      told.mockRestore();
      process.off('uncaughtException', uncaught);
    });
    await thrown();
    await new Promise((resolve) => setTimeout(resolve));
    expect(told).toHaveBeenCalledWith(boom);
    expect(uncaught).not.toHaveBeenCalled();
  });

  test('goes to reportError where that is, as in browsers', async () => {
    const told = vi.fn();
    vi.stubGlobal('reportError', told);
    onTestFinished(() => void vi.unstubAllGlobals());
    await thrown();
    expect(told).toHaveBeenCalledWith(boom);
  });
});
