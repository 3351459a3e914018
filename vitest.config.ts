/** The TypeScript tests. `unit` runs in Node on the package's sources, `e2e` drives a browser on the built package, `campaign` for long. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (file: string): string => fileURLToPath(new URL(`pkg/src/${file}`, import.meta.url));

/** The package's own sources, under the names that it is published with; the exact ones: `holdfast` is not `holdfast/react`. */
const sources = [
  { find: /^holdfast$/, replacement: source('index.ts') },
  { find: /^holdfast\/(models\/.+)$/, replacement: source('$1.ts') },
  { find: /^holdfast\/(.+)$/, replacement: source('$1/index.ts') },
];

/** React 18, for what runs on both. */
const react18 = {
  find: /^(react(-dom)?(\/.+)?)$/,
  replacement: fileURLToPath(new URL('tests/react-18/node_modules/$1', import.meta.url)),
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: sources },
        test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'] },
      },
      {
        resolve: { alias: [...sources, react18] },
        test: { name: 'react-18', include: ['tests/unit/**/*.test.tsx'] },
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
          name: 'consumers',
          include: ['tests/consumers/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
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
