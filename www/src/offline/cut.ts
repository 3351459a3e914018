/**
 * The switch that takes the network away from this page: an entry in the browser's cache, which the page sets and the
 * service worker looks for. So it outlives a reload and a worker that was put to sleep.
 */

const CACHE = 'holdfast-demo-switch';
const ENTRY = '/network-is-cut';

export async function isCut(): Promise<boolean> {
  return (await caches.match(ENTRY, { cacheName: CACHE })) !== undefined;
}

export async function setCut(cut: boolean): Promise<void> {
  if (cut) await (await caches.open(CACHE)).put(ENTRY, new Response());
  else await caches.delete(CACHE);
}
