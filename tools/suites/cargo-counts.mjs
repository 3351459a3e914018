/** Adds up the closing lines of Rust's test harness, which the one of wasm-bindgen writes in the same form. */
export function cargoCounts({ code, output }) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, ignored] of output.matchAll(
    /^test result: .*? (\d+) passed; (\d+) failed; (\d+) ignored/gm,
  )) {
    counts.passed += Number(passed);
    counts.failed += Number(failed);
    counts.skipped += Number(ignored);
  }
  // What does not compile, or dies half-way, has no closing line.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}
