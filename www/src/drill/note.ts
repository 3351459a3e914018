/** What a drill tells the page that comes after the reload. */
import type { Moment } from './moment.ts';

export interface Note {
  /** The title of the drill. */
  readonly title: string;
  /** What was done, in words. */
  readonly damaged: string;
  readonly before: Moment;
}

const KEY = 'holdfast-drill';

export const leaveNote = (note: Note): void => sessionStorage.setItem(KEY, JSON.stringify(note));

/** The note, if there is one; it is read once, since what is found at a later start has another story. */
export function takeNote(): Note | null {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return text === null ? null : (JSON.parse(text) as Note);
}
