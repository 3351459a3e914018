/** `npm run counts`: what it makes of counts. */
import { expect, test } from 'vitest';
import { compare } from '../../tools/counts/compare.mjs';

const of = (counts: Record<string, number>, compiler = 'rustc 1') => ({ compiler, counts });
const kept = of({ slow: 1_000, fast: 100 });

test('what is within the tolerance is shown, and nothing more', () => {
  expect(compare(kept, of({ slow: 1_050, fast: 95 }))).toEqual({
    rows: {
      slow: { instructions: '1,050', kept: '1,000', change: '+5.00 %' },
      fast: { instructions: '95', kept: '100', change: '-5.00 %' },
    },
    notes: [],
    faults: [],
  });
});

test('a rise and a fall beyond it are faults that name the path, both counts, and what to do', () => {
  const { faults } = compare(kept, of({ slow: 1_051, fast: 94 }));
  expect(faults).toHaveLength(2);
  expect(faults[0]).toMatch(
    /^More instructions.*\n {2}slow: kept 1,000, now 1,051 \(\+5\.10 %\)\n.*npm run counts -- --keep/,
  );
  expect(faults[1]).toMatch(
    /^Fewer instructions.*\n {2}fast: kept 100, now 94 \(-6\.00 %\)\n.*npm run counts -- --keep/,
  );
});

test('a path that is new or gone is a fault', () => {
  const { faults, rows } = compare(kept, of({ slow: 1_000, other: 5 }));
  expect(faults).toEqual([expect.stringMatching(/ {2}other: new\n {2}fast: gone\n/)]);
  expect(rows.other).toEqual({ instructions: '5', kept: '', change: '' });
});

test('with another compiler it says so, and holds nothing to the counts', () => {
  const { faults, notes, rows } = compare(kept, of({ slow: 9_000, fast: 1 }, 'rustc 2'));
  expect(faults).toEqual([]);
  expect(notes).toEqual([expect.stringMatching(/^NOTHING IS HELD.*\nThey are of rustc 1,\nand here is rustc 2\.\n/)]);
  expect(rows.slow?.change).toBe('+800.00 %');
});
