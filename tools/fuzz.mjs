/**
 * `npm run fuzz`: every fuzz target for a minute; `npm run fuzz -- --seconds 600 engine schema` those named for so long each.
 *
 * cargo-fuzz is compiled into the output directory the first time (a minute or two). The sanitizer is a feature that the stable
 * compiler hides, hence RUSTC_BOOTSTRAP. An input that crashes a target is kept in fuzz/artifacts, and the run fails.
 */
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inRoot, inTarget } from './lib/paths.mjs';
import { isExecutable, main, run, Stop } from './lib/run.mjs';
import { nativeCargo } from './lib/rust.mjs';

const tool = inTarget('tools', 'bin', 'cargo-fuzz');

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '60' } },
  });
  const known = readdirSync(inRoot('fuzz', 'fuzz_targets')).map((file) => file.replace(/\.rs$/, ''));
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Stop(`No such target: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);

  const { cargo, env } = nativeCargo();
  if (!isExecutable(tool)) {
    console.log('Compiling cargo-fuzz: one to two minutes.');
    await run(cargo, ['install', 'cargo-fuzz', '--locked', '--root', inTarget('tools')], { env });
  }
  const crashed = [];
  for (const name of positionals.length > 0 ? positionals : known) {
    console.log(`\n== ${name}`);
    const limits = [`-max_total_time=${Number(values.seconds)}`, '-print_final_stats=1', '-verbosity=0'];
    try {
      await run(tool, ['run', name, '--fuzz-dir', inRoot('fuzz'), '--', ...limits], {
        env: { ...env, RUSTC_BOOTSTRAP: '1', CARGO_TARGET_DIR: inTarget('fuzz') },
      });
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      crashed.push(name);
    }
  }
  if (crashed.length > 0) throw new Stop(`Crashed: ${crashed.join(', ')}. The inputs are in fuzz/artifacts.`);
});
