/** Numbers, sizes and times as people read them. */

const whole = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `12345` as `12,345`. */
export const count = (value: number): string => whole.format(value);

/** `1` with `node` as `1 node`, `2` as `2 nodes`. */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** Bytes with three figures at most: `812 B`, `12.3 KB`, `4.9 MB`, `10.7 GB`. */
export function bytes(value: number): string {
  if (value < 1000) return `${Math.round(value)} B`;
  let scaled = value / 1000;
  let unit = 'KB';
  for (const next of ['MB', 'GB']) {
    if (scaled < 999.5) break;
    scaled /= 1000;
    unit = next;
  }
  return `${scaled < 99.5 ? scaled.toFixed(1) : count(Math.round(scaled))} ${unit}`;
}

/** How long something takes, in milliseconds: `0.04 ms`, `12.3 ms`, `5 s`, `1 min`, `24 h`. */
export function duration(ms: number): string {
  if (ms < 1) return `${Number(ms.toFixed(2))} ms`;
  if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`;
  const units: readonly [number, string][] = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
  ];
  // A day is easier to see in hours.
  const [size, unit] = units.find(([size]) => ms >= size && (size < 86_400_000 || ms >= 2 * size)) ?? [1000, 's'];
  return `${Number((ms / size).toFixed(1))} ${unit}`;
}

/** A share from 0 to 1: `0 %`, `0.4 %`, `12 %`. */
export const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

/** How long ago, from two times in milliseconds: `just now`, `3 s ago`, `5 min ago`. */
export function ago(then: number, now: number): string {
  const seconds = Math.floor((now - then) / 1000);
  if (seconds < 1) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** The time of day of a time in milliseconds: `14:03:59`. */
export const timeOfDay = (time: number): string => clock.format(time);
