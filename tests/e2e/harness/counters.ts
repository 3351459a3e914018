/** Figures that a test prints, and that `npm run campaign` adds to its table. */
import { appendFileSync } from 'node:fs';

export type Counters = Readonly<Record<string, number>>;

/** `HOLDFAST_COUNTERS` names the file that gets them, a line of JSON each. */
export function count(what: string, counters: Counters): void {
  const figures = Object.entries(counters).map(([name, number]) => `${name}: ${number}`);
  console.log(`${what}: ${figures.join(', ')}`);
  const file = process.env.HOLDFAST_COUNTERS;
  if (file) appendFileSync(file, `${JSON.stringify({ what, counters })}\n`);
}
