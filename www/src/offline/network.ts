/** What there is of a network: what the browser says, whether the switch is on, and whether the server answers. */
import { Store } from '../lib/store.ts';
import { isCut, setCut } from './cut.ts';
import { PROBE_PATH } from './probe-path.ts';

export interface Network {
  /** `navigator.onLine`: false is certain, true says only that there is some network. */
  readonly isOnline: boolean;
  readonly isCut: boolean;
  /** Milliseconds that the server took to answer; `null` if it did not, `undefined` if nobody asked yet. */
  readonly answeredMs: number | null | undefined;
}

/** Longer than any server one would wait for. */
const PATIENCE_MS = 4000;

export const network = new Store<Network>({ isOnline: true, isCut: false, answeredMs: undefined });

/** Whether it is known that nothing comes from the network. */
export const isOffline = ({ isOnline, isCut, answeredMs }: Network): boolean =>
  !isOnline || isCut || answeredMs === null;

export function watchNetwork(): void {
  const read = async () => {
    change({ isOnline: navigator.onLine, isCut: 'caches' in globalThis && (await isCut()) });
    await ask();
  };
  for (const event of ['online', 'offline']) addEventListener(event, () => void read());
  // Another tab may have used the switch, which is one for all.
  addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void read());
  addEventListener('load', () => void read());
}

export async function cut(isCut: boolean): Promise<void> {
  await setCut(isCut);
  change({ isCut });
  await ask();
}

/** Asks the server, past everything that is stored. */
export async function ask(): Promise<void> {
  const began = performance.now();
  try {
    const { ok } = await fetch(PROBE_PATH, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    change({ answeredMs: ok ? performance.now() - began : null });
  } catch {
    change({ answeredMs: null });
  }
}

const change = (what: Partial<Network>): void => network.set({ ...network.get(), ...what });
