/** The state as a file, out and in. */
import { useRef, useState } from 'react';
import type { Issue } from '../../types.js';
import { IssueList } from '../issues/issue-list.js';
import { Confirm } from '../lib/confirm.js';
import { download } from '../lib/download.js';
import { bytes } from '../lib/format.js';
import { usePanel } from '../panel/context.js';

interface FilesProps {
  readonly pending: boolean;
  readonly run: (work: () => Promise<void>) => Promise<void>;
}

export function Files({ pending, run }: FilesProps) {
  const { sync, say } = usePanel();
  const [file, setFile] = useState<File>();
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const field = useRef<HTMLInputElement>(null);
  const save = () =>
    run(async () => {
      const blob = await sync.exportState();
      download(blob, `${sync.inspect().name}-v${sync.status.version}.holdfast`);
      say(`The state was exported: ${bytes(blob.size)}.`);
    });
  const load = (chosen: File) =>
    run(async () => {
      const receipt = await sync.importState(chosen);
      setIssues(receipt.issues);
      if (!receipt.accepted) throw new Error(`${chosen.name} was refused; the state is as it was.`);
      say(`${chosen.name} was imported as version ${receipt.version}.`);
    });
  return (
    <>
      <button type="button" className="button" disabled={pending} onClick={save}>
        Export
      </button>
      <button type="button" className="button" disabled={pending} onClick={() => field.current?.click()}>
        Import…
      </button>
      <input
        ref={field}
        type="file"
        hidden
        aria-label="File to import"
        accept=".holdfast,.json,application/json"
        onChange={({ target }) => {
          setFile(target.files?.[0]);
          // So that the same file can be chosen again.
          target.value = '';
        }}
      />
      {issues.length > 0 && <IssueList issues={issues} label="Why the file was refused" />}
      {file && (
        <Confirm
          title={`Import ${file.name}?`}
          action="Import"
          onConfirm={() => load(file)}
          onClose={() => setFile(undefined)}
        >
          <p>
            What the file says ({bytes(file.size)}) takes the place of the whole state, as an update that is validated
            first. It can be undone from the History tab.
          </p>
        </Confirm>
      )}
    </>
  );
}
