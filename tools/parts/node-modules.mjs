/** The JavaScript packages of `package-lock.json`. */
import { existsSync, readFileSync } from 'node:fs';
import { inRoot } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';

export const nodeModules = {
  what: 'JavaScript packages (npm ci)',
  takes: '15 seconds',
  isMissing: () => !installedEqualsLock(),
  // NODE_ENV=production would leave out the tools that build and test.
  install: () => run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']),
};

/** npm notes what it installed; times would lie after a fresh clone, so the versions are compared. */
function installedEqualsLock() {
  const record = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(inRoot('package-lock.json'))).every(
    ([path, { version, optional, link }]) =>
      !path.includes('node_modules/') ||
      optional ||
      link ||
      // A workspace's own packages are noted with the rest, but stand in its folder.
      (installed[path]?.version === version && (path.startsWith('node_modules/') || existsSync(inRoot(path)))),
  );
}

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
