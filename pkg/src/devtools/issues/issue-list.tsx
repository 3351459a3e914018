/** Problems with their places, which lead to the State tab. */
import type { Issue } from '../../types.js';
import { usePanel } from '../panel/context.js';

export function IssueList({ issues, label }: { readonly issues: readonly Issue[]; readonly label: string }) {
  const { jump } = usePanel();
  return (
    <ul className="issues" aria-label={label}>
      {issues.map((issue, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one place may have the same problem twice, and the list does not move
        <li key={`${index} ${issue.code} ${issue.pointer}`} className="issue" data-severity={issue.severity}>
          <span className="issue-head">
            <span className="badge" data-severity={issue.severity}>
              {issue.severity}
            </span>
            <button
              type="button"
              className="link"
              aria-label={`Show ${issue.pointer || 'the whole state'} in the State tab`}
              onClick={() => jump(issue.pointer)}
            >
              {issue.pointer || '(the whole)'}
            </button>
            <span className="note">{issue.code}</span>
          </span>
          <span className="issue-text">{issue.message}</span>
          <Values {...issue} />
        </li>
      ))}
    </ul>
  );
}

/** What was expected and what was found, unless the message has said so. */
function Values({ message, expected, actual }: Issue) {
  const isSaid = [expected, actual].every((text) => text === undefined || message.includes(text));
  if (isSaid) return null;
  return (
    <span className="note">
      expected {expected ?? '—'}, found {actual ?? '—'}
    </span>
  );
}
