/** Takes a value away; what is refused is said with its reasons, and nothing is changed. */
import { useState } from 'react';
import type { Issue } from '../../types.js';
import { IssueList } from '../issues/issue-list.js';
import { usePanel } from '../panel/context.js';
import { SOURCE } from '../source.js';

export function DeleteButton({ pointer }: { readonly pointer: string }) {
  const { sync, root, say } = usePanel();
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const remove = () => {
    const receipt = sync.update([{ op: 'remove', path: pointer }], { source: SOURCE, label: `Delete ${pointer}` });
    setIssues(receipt.issues);
    if (!receipt.accepted) return;
    say(`${pointer} was deleted: version ${receipt.version}. Undo is in the History tab.`);
    // The button is gone with the value.
    root.querySelector<HTMLElement>('[role=tree]')?.focus();
  };
  return (
    <>
      <button type="button" className="button" onClick={remove}>
        Delete
      </button>
      {issues.length > 0 && (
        <div className="wrong wide" role="alert">
          <IssueList issues={issues} label="Why it was refused" />
        </div>
      )}
    </>
  );
}
