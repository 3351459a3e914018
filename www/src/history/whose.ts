/** Whose updates the buttons take back: everybody's, those of one source, or those that people asked for. */
import type { HistoryEntry } from 'holdfast';
import { SOURCE as FEED } from '../feed/source.ts';

export const EVERYBODY = 'everybody';
export const PEOPLE = 'people';

/** Sources that act by themselves. */
const MACHINES = ['optimizer', FEED];

export const isPerson = (source: string): boolean => !source.startsWith('component:') && !MACHINES.includes(source);

const canBeUndone = ({ source, undone }: HistoryEntry): boolean => !undone && source !== 'undo';

/** The newest update that may be taken back, of those that are meant. */
export function entryToUndo(entries: readonly HistoryEntry[], whose: string): HistoryEntry | undefined {
  const fits = ({ source }: HistoryEntry): boolean =>
    whose === EVERYBODY || (whose === PEOPLE ? isPerson(source) : source === whose);
  return entries.findLast((entry) => canBeUndone(entry) && fits(entry));
}

/** What one may choose from: a source that has done nothing cannot be taken back. */
export function choices(entries: readonly HistoryEntry[]): { value: string; label: string }[] {
  const sources = [...new Set(entries.filter(canBeUndone).map(({ source }) => source))].sort();
  return [
    { value: PEOPLE, label: 'what people did' },
    { value: EVERYBODY, label: 'whatever was done' },
    ...sources.map((source) => ({ value: source, label: `by ${source}` })),
  ];
}
