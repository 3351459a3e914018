/**
 * `npm run coverage`: how many lines of the core and of the storage port the native tests run, by folder; fails below 90 %.
 * `npm run coverage -- --least 80 --missing` asks for less, and lists the lines that no test runs.
 *
 * Counted is what a release consists of: not the tests that stand beside the code, nor the contract suite, which is tests.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { inRoot, inTarget, root } from './lib/paths.mjs';
import { capture, main, run, Stop } from './lib/run.mjs';
import { nativeCargo } from './lib/rust.mjs';
import { setUp } from './lib/set-up.mjs';
import { toCover } from './parts/index.mjs';
import { find } from './parts/llvm-tools.mjs';

const folders = ['src/core', 'src/storage'];
const isTests = (file) => /\/tests(\/|\.rs$)|^src\/storage\/contract\.rs$/.test(file);

await main(async () => {
  const { values } = parseArgs({
    options: { least: { type: 'string', default: '90' }, missing: { type: 'boolean', default: false } },
  });
  await setUp(toCover);
  const profile = await measure();
  const files = linesOf(profile);
  if (files.size === 0) throw new Stop('No line was counted: do the LLVM tools fit the compiler?');

  const sums = new Map();
  for (const [file, lines] of files) {
    const run = [...lines.values()].filter((count) => count > 0).length;
    for (const name of [path.posix.dirname(file), 'all']) {
      const sum = sums.get(name) ?? { lines: 0, run: 0 };
      sums.set(name, { lines: sum.lines + lines.size, run: sum.run + run });
    }
    if (values.missing && run < lines.size) console.log(`${file}: ${ranges(lines)}`);
  }
  const percent = ({ lines, run }) => Math.round((10_000 * run) / lines) / 100;
  const named = [...sums].sort(([a], [b]) => (a === 'all') - (b === 'all') || (a < b ? -1 : 1));
  console.table(Object.fromEntries(named.map(([name, sum]) => [name, { ...sum, '%': percent(sum) }])));
  const found = percent(sums.get('all'));
  if (found < Number(values.least))
    throw new Stop(`${found} % of the lines are run by a test; ${values.least} % are asked for.`);
});

/** Runs the native tests with counters and returns what they counted, in the format of lcov. */
async function measure() {
  const profiles = inTarget('coverage', 'profiles');
  rmSync(profiles, { recursive: true, force: true });
  mkdirSync(profiles, { recursive: true });
  const { cargo, env: ordinary } = nativeCargo();
  const env = {
    ...ordinary,
    CARGO_TARGET_DIR: inTarget('coverage'),
    RUSTFLAGS: `${ordinary.RUSTFLAGS ?? ''} -C instrument-coverage`.trim(),
    LLVM_PROFILE_FILE: path.join(profiles, '%p-%m.profraw'),
  };
  const tests = ['test', '--package', 'holdfast', '--lib', '--tests'];
  await run(cargo, tests, { env });
  // The same again builds nothing and says which programs these were.
  const described = capture(cargo, [...tests, '--no-run', '--message-format', 'json'], { env, maxBuffer: 1 << 28 });
  const programs = (described ?? '')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line).executable)
    .filter(Boolean);
  const merged = inTarget('coverage', 'all.profdata');
  const counted = readdirSync(profiles).map((file) => path.join(profiles, file));
  await run(find('llvm-profdata'), ['merge', '--sparse', '-o', merged, ...counted]);
  const objects = programs.flatMap((program, index) => (index === 0 ? [program] : ['--object', program]));
  const report = ['export', '--format', 'lcov', '--instr-profile', merged, ...objects];
  return capture(find('llvm-cov'), report, { maxBuffer: 1 << 28 }) ?? '';
}

/** How often each line that counts was run, by file. */
function linesOf(profile) {
  const files = new Map();
  let lines;
  let end = 0;
  for (const line of profile.split('\n')) {
    if (line.startsWith('SF:')) {
      const file = path.relative(root, line.slice(3)).split(path.sep).join('/');
      const counts = folders.some((folder) => file.startsWith(`${folder}/`)) && !isTests(file);
      lines = counts ? (files.get(file) ?? new Map()) : undefined;
      end = counts ? endOf(file) : 0;
      if (lines) files.set(file, lines);
    } else if (lines && line.startsWith('DA:')) {
      const [number, count] = line.slice(3).split(',').map(Number);
      if (number < end) lines.set(number, Math.max(count, lines.get(number) ?? 0));
    }
  }
  return files;
}

/** The line on which the tests of a file begin: they stand at its end, or in a file of their own. */
function endOf(file) {
  const text = readFileSync(inRoot(file), 'utf8');
  const at = text.search(/^#\[cfg\(test\)\]\nmod \w+ \{$/m);
  return at < 0 ? Number.POSITIVE_INFINITY : text.slice(0, at).split('\n').length;
}

/** The lines that were not run: `3-5 9`. */
function ranges(lines) {
  const numbers = [...lines].filter(([, count]) => count === 0).map(([number]) => number);
  const found = [];
  for (const number of numbers.sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(' ');
}
