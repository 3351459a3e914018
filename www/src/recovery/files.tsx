/** The state as a file: written for whoever wants to keep it elsewhere, and read back as an update like any other. */
import { Button, FileButton } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import type { Backups } from 'holdfast/react';
import { useRef, useState } from 'react';
import { bytes, count } from '../lib/format.ts';
import { sync } from '../state.ts';
import { download } from './download.ts';
import classes from './files.module.css';

export function Files({ create }: Pick<Backups, 'create'>) {
  const [said, setSaid] = useState('');
  // Without it the same file could not be chosen twice.
  const reset = useRef<() => void>(null);
  const fail = (error: Error) => setSaid(error.message);

  const exportIt = async () => {
    const file = await sync.exportState();
    download(file, `assistant-v${sync.status.version}.holdfast`);
    setSaid(`Version ${count(sync.status.version)} was written to a file of ${bytes(file.size)}.`);
  };
  const importIt = async (file: File) => {
    await create(`Before the import of ${file.name}`);
    const { accepted, version, issues } = await sync.importState(file);
    setSaid(
      accepted
        ? `${file.name} is in the place of the state now, as version ${count(version)}. A backup has what was there before.`
        : `${file.name} was refused: ${issues[0]?.message}`,
    );
  };
  const choose = (file: File | null) => {
    reset.current?.();
    if (file) importIt(file).catch(fail);
  };

  return (
    <div className={classes.files}>
      <Button
        variant="default"
        size="sm"
        leftSection={<IconDownload size={16} stroke={1.8} aria-hidden />}
        onClick={() => void exportIt().catch(fail)}
      >
        Export to a file
      </Button>
      <FileButton onChange={choose} resetRef={reset} inputProps={{ 'aria-label': 'File to import' }}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            size="sm"
            leftSection={<IconUpload size={16} stroke={1.8} aria-hidden />}
          >
            Import from a file
          </Button>
        )}
      </FileButton>
      <output className={classes.said} data-testid="file-said">
        {said}
      </output>
    </div>
  );
}
