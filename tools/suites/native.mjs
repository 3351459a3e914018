/** The Rust tests that need no browser: units, integration tests, examples, documentation. */
import { runAndKeep } from '../lib/run.mjs';
import { nativeCargo } from '../lib/rust.mjs';
import { cargoCounts } from './cargo-counts.mjs';

export async function native() {
  const { cargo, env } = nativeCargo();
  return cargoCounts(await runAndKeep(cargo, ['test', '--no-fail-fast'], { env }));
}
