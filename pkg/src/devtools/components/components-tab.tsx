/** The Components tab: who is there, how each is doing, and what it owns. */
import { useState } from 'react';
import type { SyncEvent } from '../../events/types.js';
import type { AnySync } from '../lib/any-sync.js';
import { Confirm } from '../lib/confirm.js';
import { useAction } from '../lib/use-action.js';
import { useThrottled } from '../lib/use-throttled.js';
import { usePanel } from '../panel/context.js';
import { ComponentCard } from './component-card.js';

const read = (sync: AnySync) => ({
  components: sync.inspect().components,
  errors: sync.eventHistory({ type: 'component_error' }) as SyncEvent<'component_error'>[],
});
const onEvents = (sync: AnySync, notify: () => void) => sync.on('*', notify);

export function ComponentsTab() {
  const { sync, say } = usePanel();
  const { components, errors } = useThrottled(sync, read, onEvents);
  const [asked, setAsked] = useState<string>();
  const [run, { pending, failure }] = useAction();
  const recover = (member: string) =>
    run(async () => {
      const { success, reason } = await sync.recoverState({ slices: [member] });
      if (!success) throw new Error(`${member} could not be recovered: ${reason}. The state is as it was.`);
      say(`${member} was recovered.`);
    });
  if (components.length === 0)
    return <p className="empty">There are no components: neither in the model nor registered.</p>;
  return (
    <div className="page">
      {failure !== undefined && (
        <p className="wrong" role="alert">
          {failure}
        </p>
      )}
      <ul className="cards">
        {components.map((component) => (
          <ComponentCard
            key={component.name}
            component={component}
            error={errors.findLast(({ data }) => data.component === component.name)}
            pending={pending}
            onRecover={setAsked}
          />
        ))}
      </ul>
      {asked !== undefined && (
        <Confirm
          title={`Recover ${asked}?`}
          action="Recover"
          onConfirm={() => recover(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>
            All of {asked} becomes what the newest good backup and the journal say; the rest of the state stays. What is
            there now is kept as a backup first.
          </p>
        </Confirm>
      )}
    </div>
  );
}
