/** A number over time: the newest of them, one a second. */

/** Seconds that are kept. */
export const LENGTH = 90;

/** The oldest first; a gap where nothing could be measured. */
export type Series = readonly (number | null)[];

export const EMPTY: Series = [];

export const extended = (series: Series, value: number | null): Series => [...series.slice(1 - LENGTH), value];

export const lastOf = (series: Series): number | null => series.at(-1) ?? null;

/** A round number, at or above all of them, for the top of a chart. */
export function topOf(all: readonly Series[], least: number): number {
  const most = Math.max(least, ...all.flat().map((value) => value ?? 0));
  const power = 10 ** Math.floor(Math.log10(most));
  return (([1, 2, 5].find((step) => step * power >= most) ?? 10) as number) * power;
}
