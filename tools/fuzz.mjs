/**
 * `npm run fuzz`: every fuzz target for a minute; `npm run fuzz -- --seconds 600 engine schema` those named for so long each.
 *
 * Without a sanitizer: nothing of the core is unsafe, overflow is checked, and with one a sixth as many inputs are tried.
 * `--sanitizer address` has it nevertheless.
 *
 * What one run has found to be interesting the next one begins with (fuzz/corpus). An input that crashes a target is kept in
 * fuzz/artifacts, and the command fails.
 */

import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { inRoot, inTarget } from './lib/paths.mjs';
import { capture, main, run, Stop } from './lib/run.mjs';
import { nativeCargo } from './lib/rust.mjs';
import { setUp } from './lib/set-up.mjs';
import { tool } from './parts/cargo-fuzz.mjs';
import { toFuzz } from './parts/index.mjs';

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '60' }, sanitizer: { type: 'string', default: 'none' } },
  });
  const seconds = Number(values.seconds);
  if (!(seconds >= 1)) throw new Stop(`--seconds is a number of seconds, not ${values.seconds}.`);
  const known = readdirSync(inRoot('fuzz', 'fuzz_targets')).map((file) => file.replace(/\.rs$/, ''));
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Stop(`No such target: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);

  await setUp(toFuzz);
  const programs = await build(values.sanitizer);

  const waiting = positionals.length > 0 ? [...positionals] : [...known];
  const jobs = Math.min(availableParallelism(), waiting.length);
  console.log(`\n${waiting.length} targets, ${jobs} at a time, ${seconds} s each`);
  const results = [];
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift())
      results.push(await fuzz(path.join(programs, name), name, seconds));
  };
  await Promise.all(Array.from({ length: jobs }, work));
  console.log('');
  console.table(Object.fromEntries(results.map(({ name, ...counts }) => [name, counts])));
  const crashed = results.filter((result) => result.crashes > 0).map((result) => result.name);
  if (crashed.length > 0) throw new Stop(`Crashed: ${crashed.join(', ')}. The inputs are in fuzz/artifacts.`);
});

/** Builds all targets, and says where they are. The stable compiler hides its sanitizers, hence RUSTC_BOOTSTRAP. */
async function build(sanitizer) {
  const directory = inTarget('fuzz', sanitizer);
  const hidden = sanitizer === 'none' ? {} : { RUSTC_BOOTSTRAP: '1' };
  const options = ['--fuzz-dir', inRoot('fuzz'), '--target-dir', directory, '--sanitizer', sanitizer];
  await run(tool, ['build', ...options], { env: { ...nativeCargo().env, ...hidden } });
  const host = /^host: (.+)$/m.exec(capture('rustc', ['-vV']) ?? '')?.[1] ?? '';
  return path.join(directory, host, 'release');
}

/** Runs one target; its output goes to a file, as several run at once. */
async function fuzz(program, name, seconds) {
  const [corpus, artifacts] = ['corpus', 'artifacts'].map((kind) => inRoot('fuzz', kind, name));
  const seeds = inTarget('fuzz', 'seeds', name);
  for (const one of [corpus, artifacts, seeds, inTarget('fuzz', 'logs')]) mkdirSync(one, { recursive: true });
  const before = new Set(readdirSync(artifacts));
  const options = [
    `-max_total_time=${seconds}`,
    '-print_final_stats=1',
    // Longer inputs are no other inputs: every decoder repeats itself after a few hundred bytes.
    '-max_len=4096',
    '-len_control=0',
    '-timeout=20',
    `-artifact_prefix=${artifacts}/`,
  ];
  const log = createWriteStream(inTarget('fuzz', 'logs', `${name}.log`));
  const begun = Date.now();
  const child = spawn(program, [...options, corpus, seeds], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOLDFAST_FUZZ_SEEDS: seeds },
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  log.end();
  await finished(log);
  const output = readFileSync(inTarget('fuzz', 'logs', `${name}.log`), 'utf8');
  const executions = Number(/number_of_executed_units: +(\d+)/.exec(output)?.[1] ?? 0);
  const found = readdirSync(artifacts).filter((file) => !before.has(file));
  const crashes = code === 0 ? 0 : Math.max(1, found.length);
  console.log(`   ${name}: ${code === 0 ? 'fine' : `CRASHED\n${reason(output)}`}`);
  return { name, executions, seconds: Math.round((Date.now() - begun) / 1000), crashes };
}

/** What the target said before it died, without the list of where it has been. */
function reason(output) {
  const from = output.search(/^(thread '|==\d+==|SUMMARY)/m);
  return output.slice(Math.max(0, from)).split('\n').slice(0, 12).join('\n');
}
