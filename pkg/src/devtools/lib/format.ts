/** Numbers, sizes and times as people read them. */

const whole = new Intl.NumberFormat('en');

/** `12345` as `12,345`. */
export const count = (value: number): string => whole.format(value);

/** `1` with `update` as `1 update`, `2` as `2 updates`. */
export const counted = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? '' : 's'}`;

/** Bytes with three figures at most: `812 B`, `12.3 KB`, `4.9 MB`. */
export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let scaled = value;
  while (scaled >= 999.5 && units.length > 1) {
    scaled /= 1000;
    units.shift();
  }
  return `${units[0] === 'B' ? Math.round(scaled) : Number(scaled.toPrecision(3))} ${units[0]}`;
}

/** Milliseconds: `0.04 ms`, `12.3 ms`, `2.1 s`. */
export function duration(ms: number): string {
  if (ms >= 1000) return `${Number((ms / 1000).toPrecision(3))} s`;
  return `${ms < 1 ? Number(ms.toFixed(3)) : Number(ms.toPrecision(3))} ms`;
}

/** From two times in milliseconds: `just now`, `3 s ago`, `5 min ago`. */
export function ago(then: number, now: number): string {
  const seconds = Math.floor((now - then) / 1000);
  if (seconds < 2) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The time of day with milliseconds: `14:03:59.120`. */
export function timeOfDay(time: number): string {
  const at = new Date(time);
  const parts = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two);
  return `${parts.join(':')}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** Day and time: `2026-11-27 14:03:59`. */
export function dateAndTime(time: number): string {
  const at = new Date(time);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${timeOfDay(time).slice(0, 8)}`;
}

/** What went wrong, in its own words. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
