/** Says that there is no network, while there is none. */
import { useStore } from '../lib/store.ts';
import { isOffline, network } from '../offline/network.ts';
import { Mood } from '../shell/mood.tsx';

export function OfflineMark() {
  if (!isOffline(useStore(network))) return null;
  return (
    <Mood mood="busy" testId="offline-mark">
      offline
    </Mood>
  );
}
