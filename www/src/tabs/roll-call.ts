/** What each open tab says of itself: how far it is. Once a second, and soon after something has changed. */
import { Store } from '../lib/store.ts';
import { sync } from '../state.ts';
import { bePresent, TAB, whoIsPresent } from './present.ts';

export interface TabReport {
  readonly tab: string;
  /** Of the state that it shows; `undefined` until it has said so. */
  readonly version: number | undefined;
  readonly leads: boolean;
}

/** This tab first. */
export const tabReports = new Store<readonly TabReport[]>([]);

interface Word {
  readonly tab: string;
  readonly version: number;
}

const PERIOD_MS = 1000;
const SOON_MS = 150;

export function watchTabs(): void {
  if (typeof BroadcastChannel === 'undefined') return;
  bePresent();
  const channel = new BroadcastChannel('holdfast-demo-tabs');
  const versions = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = async () => {
    clearTimeout(timer);
    timer = undefined;
    const { version } = sync.status;
    versions.set(TAB, version);
    channel.postMessage({ tab: TAB, version } satisfies Word);
    await look();
  };
  const look = async () => {
    const { tabs, leader } = await whoIsPresent();
    const others = tabs.filter((tab) => tab !== TAB);
    const report = (tab: string): TabReport => ({ tab, version: versions.get(tab), leads: tab === leader });
    tabReports.set([TAB, ...others].map(report));
  };
  channel.onmessage = ({ data: { tab, version } }: MessageEvent<Word>) => {
    const isNew = !versions.has(tab);
    versions.set(tab, version);
    // One that has just come wants to know as well.
    if (isNew) void say();
  };
  sync.subscribeStatus(() => {
    timer ??= setTimeout(() => void say(), SOON_MS);
  });
  setInterval(() => void say(), PERIOD_MS);
  void say();
}
