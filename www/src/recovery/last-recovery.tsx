/** What the last recovery did, in plain words. */
import { count, counted, duration, timeOfDay } from '../lib/format.ts';
import { Mood } from '../shell/mood.tsx';
import { Panel } from '../shell/panel.tsx';
import { Term, Terms } from '../shell/terms.tsx';
import type { Recovery } from './recoveries.ts';
import { sourceOf } from './words.ts';

export function LastRecovery({ recovery }: { readonly recovery: Recovery }) {
  const { at, asked, told, result } = recovery;
  const isLoss = told.dataLoss;
  return (
    <Panel
      id="last-recovery"
      title="Last recovery"
      note={timeOfDay(at)}
      actions={
        <output aria-live="polite">
          <Mood mood={isLoss ? 'bad' : told.success ? 'good' : 'busy'} testId="recovery-outcome">
            {isLoss ? 'Something is lost' : told.success ? 'Recovered' : 'Nothing was changed'}
          </Mood>
        </output>
      }
    >
      <Terms>
        <Term label="Asked for">{asked ?? 'nothing: the engine found damage when it read what is stored'}</Term>
        {told.reason !== undefined && <Term label="Because">{told.reason}</Term>}
        <Term label="Read from">{sourceOf(told)}</Term>
        {result?.success && (
          <Term label="Discarded" testId="discarded">
            {result.discardedUpdates > 0
              ? `${counted(result.discardedUpdates, 'update')} newer than that, as asked`
              : 'nothing'}
          </Term>
        )}
        <Term label="Lost" testId="lost">
          {!isLoss
            ? 'nothing that was saved'
            : result
              ? counted(result.lostUpdates, 'update')
              : 'updates that nothing else has'}
        </Term>
        {result && result.recoveredComponents.length > 0 && (
          <Term label="Brought back">{result.recoveredComponents.join(', ')}</Term>
        )}
        {result && result.failedComponents.length > 0 && (
          <Term label="Not found">{result.failedComponents.join(', ')}</Term>
        )}
        {result?.success && (
          <>
            <Term label="Version now">
              {count(told.version)}, after {duration(told.durationMs)}
            </Term>
            <Term label="The way back">The state before it is the newest of the backups “before a recovery”.</Term>
          </>
        )}
      </Terms>
    </Panel>
  );
}
