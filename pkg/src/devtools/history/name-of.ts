import type { HistoryEntry } from '../../types.js';

/** What an update is called: its label, with its source if that says more. */
export function nameOf({ source, label }: Pick<HistoryEntry, 'source' | 'label'>): string {
  return label ? `${label} (${source})` : source;
}
