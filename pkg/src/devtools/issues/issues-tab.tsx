/** The Issues tab: checks on demand, what they found, what was refused last, and what nothing holds. */
import type { Severity, StateValidationResult } from '../../types.js';
import type { AnySync } from '../lib/any-sync.js';
import { counted, duration } from '../lib/format.js';
import { useAction } from '../lib/use-action.js';
import { useThrottled } from '../lib/use-throttled.js';
import { usePanel } from '../panel/context.js';
import { useKept } from '../panel/use-kept.js';
import { IssueList } from './issue-list.js';
import { LastRejection } from './last-rejection.js';
import { Orphans } from './orphans.js';

interface Check {
  readonly name: string;
  readonly result: StateValidationResult;
  /** Of the state when it began. */
  readonly version: number;
}

const SEVERITIES: readonly (Severity | 'all')[] = ['all', 'error', 'inconsistency', 'warning'];
const readVersion = (sync: AnySync) => sync.status.version;

export function IssuesTab() {
  const { sync, say } = usePanel();
  const version = useThrottled(sync, readVersion);
  const [check, setCheck] = useKept<Check | undefined>('issues.check', undefined);
  const [severity, setSeverity] = useKept<Severity | 'all'>('issues.severity', 'all');
  const [run, { pending, failure }] = useAction();
  const start = (name: string, work: () => Promise<StateValidationResult>) =>
    run(async () => {
      const at = sync.status.version;
      const result = await work();
      setCheck({ name, result, version: at });
      say(`${name}: ${counted(result.issueCount, 'issue')}.`);
    });
  const shown = check?.result.issues.filter((issue) => severity === 'all' || issue.severity === severity) ?? [];
  return (
    <div className="page">
      <div className="toolbar">
        <button
          type="button"
          className="button primary"
          disabled={pending}
          onClick={() => start('Validation', () => sync.validateState())}
        >
          Validate
        </button>
        <button
          type="button"
          className="button primary"
          disabled={pending}
          onClick={() => start('Consistency check', () => sync.checkStateConsistency())}
        >
          Check consistency
        </button>
        <label className="check">
          Severity
          <select
            className="input"
            value={severity}
            onChange={(event) => setSeverity(event.target.value as Severity | 'all')}
          >
            {SEVERITIES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      </div>
      {failure !== undefined && (
        <p className="wrong" role="alert">
          {failure}
        </p>
      )}
      {check ? (
        <section aria-label="Result">
          <h3 className="verdict" data-mood={check.result.isValid ? 'good' : 'bad'}>
            {check.name}: {check.result.isValid ? 'valid' : 'not valid'}
            {check.result.issueCount > 0 && `, ${counted(check.result.issueCount, 'issue')}`}
          </h3>
          <p className="note">
            Version {check.version} in {duration(check.result.durationMs)}
            {version !== check.version && '. The state has changed since.'}
          </p>
          {check.result.recommendations.map((text) => (
            <p key={text} className="note">
              {text}
            </p>
          ))}
          {shown.length > 0 && <IssueList issues={shown} label="Issues" />}
          {shown.length < check.result.issueCount && (
            <p className="note">
              {shown.length} of {check.result.issueCount} are listed: see the filter, and the option maxIssues.
            </p>
          )}
        </section>
      ) : (
        <p className="note">Checks also run by timer; here you see what they find.</p>
      )}
      <LastRejection />
      <Orphans after={check} />
    </div>
  );
}
