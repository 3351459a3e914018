/** The package as it would be published. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const packageRoot = fileURLToPath(new URL('../../pkg/', import.meta.url));

/** Packs `pkg` into a directory of its own; gives back the path of the file. */
export function pack(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'holdfast-pack-'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', directory], { cwd: packageRoot });
  const [file] = readdirSync(directory);
  if (file === undefined) throw new Error('npm pack has made nothing');
  return path.join(directory, file);
}
