/** The TypeScript tests. `unit` runs in Node on the package's sources, `e2e` drives a browser on the built package, `campaign` for long. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (file: string): string => fileURLToPath(new URL(`pkg/src/${file}`, import.meta.url));

export default defineConfig({
  test: {
    projects: [
      {
        resolve: {
          // The exact names only: `holdfast` must not catch `holdfast/react`.
          alias: [
            { find: /^holdfast$/, replacement: source('index.ts') },
            { find: /^holdfast\/(models\/.+)$/, replacement: source('$1.ts') },
            { find: /^holdfast\/(.+)$/, replacement: source('$1/index.ts') },
          ],
        },
        test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'] },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          // One browser at a time: tests of timing and of killed browsers share two cores badly.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'campaign',
          include: ['tests/campaign/**/*.test.ts'],
          fileParallelism: false,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
