/** What the demo's feed goes by: how many updates are due, and what was measured lately. */
import { expect, test } from 'vitest';
import { Pace } from '../../../www/src/feed/pace.ts';
import { RATE_MARKS, rateAt, STEPS, stepOf } from '../../../www/src/feed/rate.ts';
import { Window } from '../../../www/src/feed/window.ts';

test('as many are due as the rate says, whatever the pauses', () => {
  const pace = new Pace(0);
  let made = 0;
  for (let now = 7; now <= 10_000; now += 7) {
    const due = pace.due(now, 130);
    pace.made(due);
    made += due;
  }
  expect(made).toBeGreaterThanOrEqual(1298);
  expect(made).toBeLessThanOrEqual(1300);
});

test('what could not be made in time is let go', () => {
  const pace = new Pace(0);
  expect(pace.due(60_000, 1000)).toBe(250);
  pace.made(250);
  expect(pace.due(60_010, 1000)).toBe(10);
  expect(new Pace(0).due(60_000, 1)).toBe(1);
});

test('the slider goes from 1 to 5,000, and its marks are where they say', () => {
  expect(rateAt(0)).toBe(1);
  expect(rateAt(STEPS)).toBe(5000);
  for (const { value, label } of RATE_MARKS)
    expect(Math.abs(stepOf(Number(label.replace(',', ''))) - value)).toBeLessThanOrEqual(1);
  for (let step = 1; step <= STEPS; step++) expect(rateAt(step)).toBeGreaterThanOrEqual(rateAt(step - 1));
});

test('percentiles are of the last seconds', () => {
  const window = new Window(5);
  expect(window.percentiles(0)).toBeNull();
  window.add(0, 1000);
  for (let index = 1; index <= 100; index++) window.add(6000 + index, index);
  expect(window.percentiles(7000)).toEqual({ p50: 51, p95: 96, p99: 100 });
  expect(window.percentiles(60_000)).toBeNull();
});

test('of many a fair part is kept', () => {
  const window = new Window(5);
  for (let index = 0; index < 20_000; index++) window.add(1000, index);
  const median = window.percentiles(1000)?.p50 ?? 0;
  expect(median).toBeGreaterThan(7_000);
  expect(median).toBeLessThan(13_000);
});
