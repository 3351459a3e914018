/** Whether the page is stored in this browser, and whether a newer one waits. */
import { Store } from '../lib/store.ts';

/** `none`: the browser cannot, or this is the development server. `storing`: files are being fetched for the first time. */
export type Stored = 'none' | 'storing' | 'stored' | 'newer' | 'failed';

export const stored = new Store<Stored>('none');

const FILE = '/service-worker.js';

export function watchWorker(): void {
  // The development server has files of its own, and replaces them all the time.
  if (import.meta.hot || !('serviceWorker' in navigator)) return;
  // After what the person came for: files are fetched once more than the page needs.
  const later = globalThis.requestIdleCallback ?? ((then: () => void) => setTimeout(then, 500));
  const register = () => later(() => void keep(), { timeout: 4000 });
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
}

/** Loads the page anew with the version that waits; the state is on disk or goes with it. */
export async function takeNewVersion(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  registration?.waiting?.postMessage('use-new-version');
}

async function keep(): Promise<void> {
  if (navigator.serviceWorker.controller) stored.set('stored');
  else stored.set('storing');
  try {
    const registration = await navigator.serviceWorker.register(FILE);
    const look = () => {
      if (registration.waiting && registration.active) stored.set('newer');
      else if (registration.active) stored.set('stored');
    };
    const follow = (worker: ServiceWorker | null) =>
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'redundant' && !registration.active) stored.set('failed');
        look();
      });
    follow(registration.installing);
    registration.addEventListener('updatefound', () => follow(registration.installing));
    look();
  } catch {
    // Without a network it is what it was.
    if (!navigator.serviceWorker.controller) stored.set('failed');
  }
}
