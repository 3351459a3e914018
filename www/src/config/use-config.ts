/** The options in force. */
import type { StateSyncConfig } from 'holdfast';
import { Store, useStore } from '../lib/store.ts';
import { sync } from '../state.ts';

const config = new Store<StateSyncConfig>(sync.getConfig());

/** From now on changes are noted, and what the engine says when it is there. */
export function watchConfig(): void {
  const read = () => config.set(sync.getConfig());
  sync.on('config_updated', read);
  sync.ready.then(read, () => {});
}

export const useConfig = (): StateSyncConfig => useStore(config);
