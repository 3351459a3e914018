/** The TypeScript tests: projects of `vitest.config.ts`. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { inRoot, inTarget } from '../lib/paths.mjs';
import { runAndKeep } from '../lib/run.mjs';
import { chromium } from '../parts/browser.mjs';
import { firefox } from '../parts/firefox.mjs';

export const unit = () => vitest('unit', { projects: ['unit', 'react-18'] });
export const e2e = () => vitest('e2e');
export const consumers = () => vitest('consumers');

/** With CI in the environment it would colour what goes to a file, too. */
const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1' };

/**
 * Runs the tests of projects: all of them, or those that `args` choose. `name` is that of the report, and of the project unless
 * there are others.
 */
export async function vitest(name, { projects = [name], args = [], env = {} } = {}) {
  const report = inTarget('test-results', `${name}.json`);
  rmSync(report, { force: true });
  const { code } = await runAndKeep(
    process.execPath,
    [
      inRoot('node_modules', 'vitest', 'vitest.mjs'),
      ...['run', ...projects.flatMap((project) => ['--project', project])],
      ...['--reporter', 'default', '--reporter', 'json', '--outputFile.json', report],
      ...args,
    ],
    { env: { ...process.env, ...plain, CHROMIUM: chromium() ?? '', FIREFOX: firefox() ?? '', ...env } },
  );
  return counts(code, report);
}

function counts(code, report) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that cannot be loaded and an error outside of any test fail the run, but count as no test.
  const failed = code !== 0 ? Math.max(1, numFailedTests) : numFailedTests;
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}
