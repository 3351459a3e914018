/** What other tabs do, as the application of this one hears of it. */
import { report } from './apply.js';
import type { Backups } from './backups.js';
import type { Core } from './core.js';
import { GIVE_MS, type Head, type TabsPort } from './tabs.js';
import type { Issue } from './types.js';

/** How often this tab looks whether it knows what the one that asks for its state does, in milliseconds. */
const POLL_MS = 10;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What the engine says when it has followed other tabs. */
interface Followed {
  readonly others: readonly {
    readonly version: number;
    readonly source: string;
    readonly timestamp: number;
    readonly pointers: readonly string[];
    readonly count: number;
  }[];
  /** Updates from here that are not possible any more. */
  readonly refused: readonly {
    readonly version: number;
    readonly source: string;
    readonly issues: readonly Issue[];
    readonly issueCount: number;
  }[];
  readonly hits: readonly number[];
}

/** The state is that of all tabs now: tells whom it concerns, as if the updates were from here. */
export function followed(core: Core, bytes: Uint8Array): void {
  const { tabs, events, subscriptions } = core;
  const { port } = core;
  // Nobody has seen anything yet.
  if (!port) return;
  const { others, refused, hits } = port.decode(bytes) as Followed;
  // Whoever was faster than this tab may go on being so: let this one write, too.
  if (port.raw.pending > 0) tabs.hint();
  core.version = port.raw.version;
  core.status.outdated();
  subscriptions.changed(hits);
  for (const { version, source, timestamp, pointers, count } of others)
    events.emit('state_updated', source, version, report(source, version, timestamp, pointers, count));
  for (const update of refused) {
    core.restarts.forget(update.version);
    events.emit('state_conflict', update.source, update.version, update);
    // Who waits for `updateState` looks for the reasons there.
    core.rejected(update.source, update.issues, update.issueCount);
  }
  if (core.options.set.enableRealTimeUpdates !== false) subscriptions.run();
  core.status.changed();
}

/** What is heard of other tabs. */
export function tabsPort(core: Core, backups: Backups): TabsPort {
  const told = (type: 'tab_joined' | 'tab_left', tab: string) => {
    core.emit(type, 'engine', { tab, tabs: core.tabs.count });
    core.status.changed();
  };
  return {
    hint: () => core.look((raw) => raw.hint(), undefined),
    backup: () => backups.list().catch(() => {}),
    joined: (tab) => told('tab_joined', tab),
    left: (tab) => told('tab_left', tab),
    give: async (head) => {
      for (const end = performance.now() + GIVE_MS; performance.now() < end; await sleep(POLL_MS)) {
        const [name, sequence] = core.look((raw) => raw.head() as unknown as Head, ['', 0] as const);
        if (name === head?.[0] && sequence >= head[1]) return core.look((raw) => raw.exportState(), undefined);
        core.look((raw) => raw.hint(), undefined);
      }
      return undefined;
    },
  };
}
