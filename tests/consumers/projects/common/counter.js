/** A button that counts, without JSX: not every project here has something that compiles it. */
import { useSyncState, useSyncStatus } from 'holdfast/react';
import { createElement } from 'react';

export function Counter({ sync }) {
  const count = useSyncState(sync, (state) => state.count);
  const { phase, pending, durability } = useSyncStatus(sync);
  const saved = phase === 'ready' && pending === 0 ? 'saved' : 'not saved';
  return createElement(
    'button',
    { type: 'button', onClick: () => sync.update({ count: count + 1 }) },
    `count ${count}, ${saved} ${durability}`,
  );
}
