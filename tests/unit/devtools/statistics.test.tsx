// @vitest-environment happy-dom
/** The Statistics tab: lines that go on while the panel is open, and the figures. */
import { expect, test } from 'vitest';
import { openLoose } from '../lib/open.js';
import { open, pass, until } from './lib/panel.js';

test('the lines have a point more every second, whichever tab is shown', async () => {
  const sync = await openLoose({ n: 0 });
  const panel = await open(sync, 'State');
  for (let n = 1; n <= 50; n++) sync.update({ n });
  await pass(2200);
  await panel.tab('Statistics');
  const points = () => panel.one('.chart polyline').getAttribute('points')?.split(' ').length ?? 0;
  const before = points();
  expect(before).toBeGreaterThan(2);
  await until(() => expect(points()).toBeGreaterThan(before));
  expect(panel.all('.chart svg').map((svg) => svg.getAttribute('aria-label'))).toEqual([
    expect.stringMatching(/^Updates: now \d.*\/s$/),
    expect.stringMatching(/^Latency: Update: p50 .* ms, p95 .* ms, p99 .* ms$/),
    expect.stringMatching(/^Memory: engine .*B, state .*B$/),
    expect.stringMatching(/^Storage: journal .*B, backups .*B$/),
  ]);
});

test('the operation whose latencies are drawn is chosen in the table', async () => {
  const sync = await openLoose({ n: 0 });
  const panel = await open(sync, 'Statistics');
  await panel.press('Validation');
  expect(panel.named('svg', 'Latency: Validation: p50 0 ms, p95 0 ms, p99 0 ms')).toBeDefined();
  expect(panel.all('tbody tr')).toHaveLength(Object.keys(sync.getStateSyncStats().operations).length);
});
