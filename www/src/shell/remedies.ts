/** What a person in front of the page can do about an error, by its code. */

const remedies: Record<string, string> = {
  engine_failed: 'Load the page again. If it stays like this, see that the server sends holdfast_bg.wasm.',
  storage_unavailable: 'Allow this site to keep data, or leave private browsing, and load the page again.',
  quota_exceeded: 'Free some disk space, or remove the data of sites that you do not need, and load the page again.',
  newer_data: 'Close other tabs of this page and load it again: the data was written by a newer version of it.',
  unreadable_data: 'The stored data is kept as it is. Load the page again; if it stays like this, restore a backup.',
  timeout: 'Close other tabs of this page, which may hold the storage, and load it again.',
  closed: 'Load the page again.',
};

export const remedyFor = (code: string): string => remedies[code] ?? 'Load the page again.';
