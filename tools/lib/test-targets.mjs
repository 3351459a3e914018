/** Which test targets of the crate are for the browser: those below `tests/browser`. */
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { capture, Stop } from './run.mjs';

/** Their names as arguments of Cargo. */
export function browserTests({ cargo, env }) {
  const described = capture(cargo, ['metadata', '--no-deps', '--format-version', '1'], { env });
  if (!described) throw new Stop('`cargo metadata` failed: is Cargo.toml in order?');
  const within = inRoot('tests', 'browser') + path.sep;
  return JSON.parse(described)
    .packages.flatMap((one) => one.targets)
    .filter((one) => one.kind.includes('test') && one.src_path.startsWith(within))
    .flatMap((one) => ['--test', one.name]);
}
