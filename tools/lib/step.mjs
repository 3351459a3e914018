/**
 * A step that is skipped while its inputs stay the same.
 *
 * Contents are compared, not times: a fresh clone, a branch switch and a restored cache all give times that mean
 * nothing. A stamp is written only after the step has succeeded.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inTarget } from './paths.mjs';

/**
 * Runs `action` unless `inputs` (files, directories; missing ones count as empty) and `settings` are as they were when
 * it last succeeded and every one of `outputs` is still there. Tells whether it ran.
 */
export async function step(name, { inputs, settings = [], outputs }, action) {
  const stamp = inTarget('stamps', name);
  const key = digest(inputs, settings);
  if (outputs.every(existsSync) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return false;
  await action();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, key);
  return true;
}

/** Every file below a directory, sorted, without what others generate there. */
export function filesBelow(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !['node_modules', 'dist'].includes(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const full = path.join(directory, entry.name);
      return entry.isDirectory() ? filesBelow(full) : [full];
    });
}

function digest(inputs, settings) {
  const hash = createHash('sha256').update(JSON.stringify(settings));
  for (const input of inputs) {
    const files = existsSync(input) && statSync(input).isDirectory() ? filesBelow(input) : [input];
    for (const file of files) {
      hash.update(`\0${file}\0`);
      if (existsSync(file)) hash.update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}
