/** What the last recovery did, whoever asked for it: somebody here, or the engine when it found something damaged. */
import type { StateRecoveryResult, SyncEvent } from 'holdfast';
import { Store } from '../lib/store.ts';
import { sync } from '../state.ts';

export interface Recovery {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What it was to bring back; `null` if nobody asked. */
  readonly asked: string | null;
  readonly told: SyncEvent<'state_recovered'>['data'];
  /** What only those learn who asked. */
  readonly result: StateRecoveryResult | null;
}

/** `null` until there was one. */
export const lastRecovery = new Store<Recovery | null>(null);

/** From now on every recovery is noted, that at the start too. */
export function watchRecoveries(): void {
  sync.on('state_recovered', ({ data, timestamp }) =>
    lastRecovery.set({ at: timestamp, asked: null, told: data, result: null }),
  );
}

/** Recovers, and notes what was asked for with what came of it. */
export async function recover(asked: string, recovering: Promise<StateRecoveryResult>): Promise<void> {
  const result = await recovering;
  const told = { ...result, recoveredComponents: result.recoveredComponents.length };
  lastRecovery.set({ at: Date.now(), asked, told, result });
}
