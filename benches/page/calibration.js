// A piece of work that has nothing to do with any contestant: text parsed and made again, a `Map`
// filled and read. How long it takes says how fast the machine was while a page was measured, so
// that two runs can be compared by their ratio to it.

import { median } from '../stats.mjs';

export function calibrate() {
  const text = JSON.stringify(
    Array.from({ length: 5000 }, (_, i) => ({ id: `record-${i}`, value: i / 7, tags: ['a', 'b'] })),
  );
  const samples = Array.from({ length: 7 }, () => {
    const start = performance.now();
    const records = new Map(JSON.parse(text).map((record) => [record.id, record]));
    for (let i = 0; i < 5000; i++) records.get(`record-${(i * 31) % 5000}`).value += i;
    JSON.stringify([...records.values()]);
    return performance.now() - start;
  });
  return median(samples.slice(2));
}
