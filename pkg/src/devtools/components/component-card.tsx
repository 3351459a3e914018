import type { ComponentInfo } from '../../components/types.js';
import type { SyncEvent } from '../../events/types.js';
import { timeOfDay } from '../lib/format.js';
import { usePanel } from '../panel/context.js';

interface ComponentCardProps {
  readonly component: ComponentInfo;
  /** The last one, if there was any. */
  readonly error: SyncEvent<'component_error'> | undefined;
  readonly pending: boolean;
  /** What is recovered is a member of the state, and nothing less. */
  readonly onRecover: (member: string) => void;
}

const MOODS: Readonly<Record<string, string>> = { active: 'good', error: 'bad', initializing: 'busy' };

/** One component: its status, its slice, what it depends on, its last error. */
export function ComponentCard({ component, error, pending, onRecover }: ComponentCardProps) {
  const { sync, jump } = usePanel();
  const { name, status, slice, record, dependsOn, canRestart } = component;
  const member = slice?.split('/', 2).join('/');
  return (
    <li className="card">
      <h3 className="card-title">
        <span className="dot" data-mood={MOODS[status ?? ''] ?? 'none'} />
        {name}
        <span className="badge">{status ?? 'not registered'}</span>
      </h3>
      {slice !== undefined && (
        <p>
          Owns{' '}
          <button type="button" className="link" onClick={() => jump(slice)}>
            {slice}
          </button>
        </p>
      )}
      {record !== undefined && (
        <p>
          Recorded at{' '}
          <button type="button" className="link" onClick={() => jump(record)}>
            {record}
          </button>{' '}
          as {String((sync.get(record) as { status?: unknown } | undefined)?.status ?? '—')}
        </p>
      )}
      {dependsOn.length > 0 && <p>Depends on {dependsOn.join(', ')}</p>}
      {status !== undefined && <p className="note">{canRestart ? 'Is restarted after an error' : 'Has no restart'}</p>}
      {error && (
        <p className="wrong">
          {timeOfDay(error.timestamp)}: {error.data.error}
          {error.data.fatal && ' (fatal)'}
          {error.data.restarted && ', restarted'}
        </p>
      )}
      {member !== undefined && (
        <div className="actions">
          <button type="button" className="button" disabled={pending} onClick={() => onRecover(member)}>
            Recover {member}
            <span className="said"> of {name}</span>…
          </button>
        </div>
      )}
    </li>
  );
}
