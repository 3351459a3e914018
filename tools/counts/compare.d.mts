/** Types of `compare.mjs`. */
export interface Counts {
  /** Which made the program. */
  readonly compiler: string;
  /** Instructions by path. */
  readonly counts: Readonly<Record<string, number>>;
}

export const TOLERANCE: number;

export function compare(
  kept: Counts,
  now: Counts,
): { rows: Record<string, { instructions: string; kept: string; change: string }>; notes: string[]; faults: string[] };
