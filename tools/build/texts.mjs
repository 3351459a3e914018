/** What npm shows and a licence asks for beside the code; they are written once, at the root. */
import { copyFileSync } from 'node:fs';
import { inRoot } from '../lib/paths.mjs';

export function copyTexts() {
  for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE-MIT', 'LICENSE-APACHE'])
    copyFileSync(inRoot(name), inRoot('pkg', name));
}
