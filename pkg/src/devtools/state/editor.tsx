/** A value as JSON, to be changed by an RFC 6902 patch: what is refused comes back with its reasons, and nothing is changed. */
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Issue } from '../../types.js';
import { IssueList } from '../issues/issue-list.js';
import { messageOf } from '../lib/format.js';
import { like } from '../lib/like.js';
import { preview } from '../lib/text.js';
import { useFocusReturn } from '../lib/use-focus-return.js';
import { usePanel } from '../panel/context.js';
import { SOURCE } from '../source.js';

interface EditorProps {
  readonly pointer: string;
  /** What stands there, and the same as text. */
  readonly value: unknown;
  readonly text: string;
  readonly onDone: () => void;
}

export function Editor({ pointer, value, text, onDone }: EditorProps) {
  const { sync, say } = usePanel();
  const id = useId();
  const [written, setWritten] = useState(text);
  const [mistake, setMistake] = useState<string>();
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  // What whoever writes here has seen: nothing else is replaced.
  const seen = useRef(value);
  useFocusReturn();
  useEffect(() => field.current?.focus(), []);
  const apply = () => {
    setIssues([]);
    setMistake(undefined);
    try {
      const now = like(JSON.parse(written), value);
      const receipt = sync.update(
        [
          { op: 'test', path: pointer, value: seen.current },
          { op: 'replace', path: pointer, value: now },
        ],
        { source: SOURCE, label: `Edit ${pointer}` },
      );
      if (!receipt.accepted) {
        const there = sync.get(pointer);
        if (there === seen.current) return setIssues(receipt.issues);
        seen.current = there;
        return setMistake(`It was changed meanwhile, to ${preview(there)}: apply again to replace that.`);
      }
      say(`${pointer} was changed: version ${receipt.version}.`);
      onDone();
    } catch (error) {
      setMistake(error instanceof SyntaxError ? `This is no JSON: ${error.message}` : messageOf(error));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) apply();
    else if (event.key === 'Escape') onDone();
    else return;
    event.preventDefault();
  };
  const isWrong = mistake !== undefined || issues.length > 0;
  return (
    <div className="editor">
      <label htmlFor={id}>Value as JSON</label>
      <textarea
        id={id}
        ref={field}
        className="input code"
        spellCheck={false}
        rows={Math.min(14, written.split('\n').length + 1)}
        value={written}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        onChange={(event) => setWritten(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {isWrong && (
        <div className="wrong" id={`${id}-wrong`} role="alert">
          {mistake ?? <IssueList issues={issues} label="Why it was refused" />}
        </div>
      )}
      <div className="actions">
        <button type="button" className="button primary" onClick={apply}>
          Apply
        </button>
        <button type="button" className="button" onClick={onDone}>
          Cancel
        </button>
        <span className="note">Ctrl+Enter applies, Escape cancels.</span>
      </div>
    </div>
  );
}
