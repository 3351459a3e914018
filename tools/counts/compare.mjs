/** Counts of now beside those that are kept: a table, and what is wrong. */

/** By how much a count may differ: more than the C library and the processor make of it, less than a regression that matters. */
export const TOLERANCE = 0.05;

const KEEP = '`npm run counts -- --keep` writes benches/counts/kept.json anew';

/** `faults` are reasons to fail. */
export function compare(kept, now) {
  const lines = { slower: [], faster: [], others: [] };
  const rows = {};
  for (const [name, count] of Object.entries(now.counts)) {
    const before = kept.counts[name];
    rows[name] = { instructions: number(count), kept: before ? number(before) : '', change: change(before, count) };
    const line = `  ${name}: kept ${number(before ?? 0)}, now ${number(count)} (${change(before, count)})`;
    if (before === undefined) lines.others.push(`  ${name}: new`);
    else if (count > before * (1 + TOLERANCE)) lines.slower.push(line);
    else if (count < before * (1 - TOLERANCE)) lines.faster.push(line);
  }
  lines.others.push(...Object.keys(kept.counts).flatMap((name) => (name in now.counts ? [] : [`  ${name}: gone`])));

  const faults = [];
  const fault = (title, found, advice) => {
    if (found.length > 0) faults.push([title, ...found, advice].join('\n'));
  };
  if (kept.compiler === now.compiler) {
    fault(
      `More instructions than were kept, by over ${percent(TOLERANCE)}:`,
      lines.slower,
      `Find out what has become slower. If it has to be so, ${KEEP}: commit that, and say in the message what for.`,
    );
    fault(
      `Fewer instructions than were kept, by over ${percent(TOLERANCE)}:`,
      lines.faster,
      `Well done, if it still does all it did. ${KEEP}: commit that, or what was won can be lost again unnoticed.`,
    );
  }
  fault('Not the paths that counts are kept of:', lines.others, `${KEEP}.`);
  const notes = kept.compiler === now.compiler ? [] : [otherCompiler(kept, now)];
  return { rows, notes, faults };
}

const otherCompiler = (kept, now) => `NOTHING IS HELD TO THE COUNTS.
They are of ${kept.compiler},
and here is ${now.compiler}.
Another compiler makes other instructions of the same code, so the changes above say little. To have a guard with this one,
${KEEP}: on a commit that is known to be well.`;

const number = (count) => count.toLocaleString('en');
const percent = (share) => `${(share * 100).toFixed(0)} %`;

function change(before, count) {
  if (!before) return '';
  const by = (100 * count) / before - 100;
  return `${by < 0 ? '' : '+'}${by.toFixed(2)} %`;
}
