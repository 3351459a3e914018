/** What npm shows and a licence asks for beside the code; they are written once, at the root. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from '../lib/paths.mjs';

export function copyTexts() {
  for (const name of ['CHANGELOG.md', 'LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(inRoot(name), inRoot('pkg', name));
  copyReadme();
}

/** The pages that it leads to stay in the repository, so it names them in full. */
function copyReadme() {
  const { homepage } = JSON.parse(readFileSync(inRoot('pkg', 'package.json'), 'utf8'));
  const files = new URL(`${homepage.replace('#readme', '')}/blob/HEAD/`);
  const readme = readFileSync(inRoot('README.md'), 'utf8');
  const link = /(?<=\]\()(?!https:|#)[^)]+/g;
  writeFileSync(
    inRoot('pkg', 'README.md'),
    readme.replaceAll(link, (target) => new URL(target, files).href),
  );
}
