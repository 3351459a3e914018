/**
 * The open tabs of the demo and which of them leads, by the locks that tabs hold: a tab that dies lets go of its own, so the
 * list is right even after a crash.
 *
 * Who leads is not part of the package's interface, since it matters to nobody but the engine. Here it is read from the lock that
 * the leader holds, which has the name of the state.
 */
import { NAME } from '../state.ts';

const PREFIX = 'holdfast-demo-tab:';
const LEADER = `holdfast:${NAME}`;

/** This tab, among those that are open. */
export const TAB = Math.random().toString(36).slice(2, 8);

/** Says that this tab is there, for as long as it is. */
export function bePresent(): void {
  navigator.locks?.request(PREFIX + TAB, () => new Promise(() => {})).catch(() => {});
}

export interface Present {
  readonly tabs: readonly string[];
  /** `undefined` between two. */
  readonly leader: string | undefined;
}

export async function whoIsPresent(): Promise<Present> {
  const held = (await navigator.locks?.query())?.held ?? [];
  const tabs = held.filter(({ name }) => name?.startsWith(PREFIX));
  const leads = held.find(({ name }) => name === LEADER)?.clientId;
  const nameOf = (lock: LockInfo): string => lock.name?.slice(PREFIX.length) ?? '';
  const leader = tabs.find(({ clientId }) => clientId === leads);
  return { tabs: tabs.map(nameOf).sort(), leader: leader && nameOf(leader) };
}
