/** Runs every path of `benches/counts` under Valgrind. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { inTarget } from '../lib/paths.mjs';
import { capture, run, Stop, which } from '../lib/run.mjs';
import { nativeCargo } from '../lib/rust.mjs';

/** The function of `benches/counts/src/main.rs` inside of which instructions count. */
const MEASURED = 'counts::measured';

/** Which compiler counts are of: another one makes other instructions of the same code, and so does another kind of machine. */
export function compiler() {
  const version = capture('rustc', ['-vV']) ?? '';
  return `${version.split('\n')[0]}, ${/^host: (.+)$/m.exec(version)?.[1]}`;
}

/** Builds the program as the engine is built that ships: same profile. Flags of somebody's own would change the counts. */
export async function build() {
  const { cargo, env } = nativeCargo();
  const args = ['build', '--release', '--package', 'counts', '--locked'];
  await run(cargo, args, { env: { ...env, CARGO_ENCODED_RUSTFLAGS: '' } });
  return inTarget('release', 'counts');
}

/** The instructions of each path, by name. Several run at once: that changes how long it takes, and not what is counted. */
export async function count(program) {
  const names = capture(program, [])?.split('\n');
  if (!names) throw new Stop(`${program} does not list its paths.`);
  const counts = new Map(names.map((name) => [name, 0]));
  const waiting = [...names];
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift())
      counts.set(name, await instructionsOf(program, name));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return Object.fromEntries(counts);
}

function instructionsOf(program, name) {
  const options = ['--tool=callgrind', '--callgrind-out-file=/dev/null', `--toggle-collect=${MEASURED}`];
  return new Promise((resolve, reject) => {
    // What stands in the environment lies on the stack of the program, and moves all else there.
    const child = spawn(which('valgrind'), [...options, program, name], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {},
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', (error) => reject(new Stop(`Valgrind could not be started: ${error.message}`)));
    child.on('close', (code) => {
      const found = Number(/Collected : (\d+)/.exec(output)?.[1] ?? 0);
      if (code !== 0) reject(new Stop(`The path '${name}' failed under Valgrind:\n${output}`));
      else if (found === 0)
        reject(new Stop(`Nothing was counted of '${name}': is there still a function ${MEASURED}?`));
      else resolve(found);
    });
  });
}
