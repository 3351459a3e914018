/** The two ways back to a version: what each does is said before it is done. */
import { useState } from 'react';
import type { HistoryEntry } from '../../types.js';
import { Confirm } from '../lib/confirm.js';
import { count, counted } from '../lib/format.js';
import { useAction } from '../lib/use-action.js';
import { usePanel } from '../panel/context.js';
import { undoBackTo } from './undo-back-to.js';

interface TravelProps {
  readonly version: number;
  readonly entries: readonly HistoryEntry[];
}

export function Travel({ version, entries }: TravelProps) {
  const { sync, say } = usePanel();
  const [asked, setAsked] = useState<'recover' | 'undo'>();
  const [run, { pending, failure }] = useAction();
  const current = sync.status.version;
  const newer = current - version;
  const undoable = entries.filter((entry) => entry.version > version && !entry.undone).length;
  const recover = () =>
    run(async () => {
      const { success, reason, version: now } = await sync.recoverState({ version });
      if (!success) throw new Error(`Version ${version} cannot be brought back: ${reason}. The state is as it was.`);
      say(`The state is that of version ${version} again, as version ${now}.`);
    });
  const undo = () => run(async () => say(undoBackTo(sync, version)));
  if (newer <= 0) return <p className="note">This is the present version.</p>;
  return (
    <>
      <div className="actions">
        <button type="button" className="button" disabled={pending} onClick={() => setAsked('recover')}>
          Go to version {count(version)}…
        </button>
        {undoable > 0 && (
          <button type="button" className="button" disabled={pending} onClick={() => setAsked('undo')}>
            Undo back to it…
          </button>
        )}
      </div>
      {failure !== undefined && (
        <p className="wrong" role="alert">
          {failure}
        </p>
      )}
      {asked === 'recover' && (
        <Confirm
          title={`Go to version ${version}?`}
          action="Go there"
          onConfirm={recover}
          onClose={() => setAsked(undefined)}
        >
          <p>
            The state becomes what it was at version {version}: what {counted(newer, 'newer version')} did is discarded,
            those of other tabs too.
          </p>
          <p>This is an update itself, version {current + 1}. What is there now is kept as a backup first.</p>
        </Confirm>
      )}
      {asked === 'undo' && (
        <Confirm
          title={`Undo back to version ${version}?`}
          action="Undo"
          onConfirm={undo}
          onClose={() => setAsked(undefined)}
        >
          <p>
            {counted(undoable, 'update')} of this tab {undoable === 1 ? 'is' : 'are'} taken back, newest first, each as
            an update of its own; it stops at the first that cannot be.
          </p>
          <p>Updates of other tabs stay. Redo makes them again.</p>
        </Confirm>
      )}
    </>
  );
}
