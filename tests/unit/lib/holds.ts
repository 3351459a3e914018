/** Properties: a run that fails says its seed; `HOLDFAST_SEED=... npx vitest run --project unit ...` repeats it. */
import fc from 'fast-check';
import { vi } from 'vitest';

// A property takes longer than an example, and far longer while it looks for the shortest counterexample.
vi.setConfig({ testTimeout: 60_000 });

/** Checks a property. `runs` are few enough for every day; `HOLDFAST_RUNS=100` makes a hundred times as many. */
export async function holds<T>(property: fc.IRawProperty<T>, runs = 100): Promise<void> {
  const seed = Number(process.env.HOLDFAST_SEED ?? Math.floor(Math.random() * 2 ** 31));
  await fc.assert(property, {
    seed,
    includeErrorInReport: true,
    // On a busy machine fewer runs, and a shorter search for a short counterexample.
    interruptAfterTimeLimit: 20_000,
    markInterruptAsFailure: false,
    numRuns: runs * Number(process.env.HOLDFAST_RUNS ?? 1),
  });
}
