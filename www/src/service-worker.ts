/**
 * Keeps the files of the demo in the browser, so that it opens without a network: HTML, scripts, styles, fonts and the
 * engine. They are stored together, and another version of them becomes the one in use only when the page asks for it.
 *
 * The state is none of its business: that is in IndexedDB, and needs no network at any time.
 */
/// <reference lib="webworker" />
import { isCut } from './offline/cut.ts';
import { PROBE_PATH } from './offline/probe-path.ts';

declare const self: ServiceWorkerGlobalScope & {
  /** Put in by the build: every file, with its revision where the name does not tell it. */
  readonly __WB_MANIFEST: readonly { readonly url: string; readonly revision: string | null }[];
};

const files = self.__WB_MANIFEST;
const PREFIX = 'holdfast-demo-files-';
const CACHE = PREFIX + nameOf(files.map(({ url, revision }) => url + revision).join());

self.addEventListener('install', (event) => {
  const requests = files.map(({ url }) => new Request(url, { cache: 'reload' }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(requests)));
});

self.addEventListener('activate', (event) => {
  const old = (name: string) => name.startsWith(PREFIX) && name !== CACHE;
  const tidy = async () => {
    for (const name of await caches.keys()) if (old(name)) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener('message', ({ data }) => {
  if (data === 'use-new-version') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  if (event.request.method === 'GET') event.respondWith(answer(event.request));
});

async function answer(request: Request): Promise<Response> {
  const { origin, pathname } = new URL(request.url);
  const isOurs = origin === self.location.origin && pathname !== PROBE_PATH;
  // There is one page; what it shows stands behind the `#`.
  const wanted = request.mode === 'navigate' ? '/index.html' : request.url;
  const stored = isOurs ? await caches.match(wanted, { cacheName: CACHE, ignoreSearch: true }) : undefined;
  if (stored) return stored;
  return (await isCut()) ? Response.error() : fetch(request);
}

/** A short name for a text: FNV-1a, since nobody wants to attack a cache of one's own. */
function nameOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(36);
}
