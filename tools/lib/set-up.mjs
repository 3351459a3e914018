/**
 * Installs the parts that are missing: says first what and for how long, asks nothing, and is quick if nothing is missing.
 *
 * A part has `check`, which stops where only the owner of the machine can go on, or `what`, `takes`, `isMissing` and `install`.
 */
export async function setUp(parts) {
  for (const part of parts) part.check?.();
  const missing = parts.filter((part) => part.isMissing?.());
  if (missing.length === 0) return;
  console.log('To set up, with about the time each takes:');
  for (const { what, takes } of missing) console.log(`  - ${what}: ${takes}`);
  for (const { what, install } of missing) {
    console.log(`\n== ${what}`);
    const begun = Date.now();
    await install();
    console.log(`   done in ${Math.round((Date.now() - begun) / 1000)} s`);
  }
  console.log('');
}
