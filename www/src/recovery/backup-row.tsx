/** One backup: what it holds, what it took, whether it can be trusted, and the way back to it. */
import { Button } from '@mantine/core';
import type { BackupInfo } from 'holdfast';
import { bytes, count } from '../lib/format.ts';
import { Age } from '../shell/age.tsx';
import { Mood } from '../shell/mood.tsx';
import classes from './backup-table.module.css';
import { kindOf, nameOf } from './words.ts';

interface BackupRowProps {
  readonly backup: BackupInfo;
  readonly disabled: boolean;
  readonly onRestore: (backup: BackupInfo) => void;
}

export function BackupRow({ backup, disabled, onRestore }: BackupRowProps) {
  const { kind, label, version, time, bytes: size, newBytes, verified } = backup;
  return (
    <tr data-testid="backup" data-kind={kind}>
      <th scope="row" data-label="Made">
        {kindOf(backup)}
      </th>
      <td data-label="Label" data-testid="backup-label">
        {label ?? '–'}
      </td>
      <td data-label="Version" data-testid="backup-version">
        {count(version)}
      </td>
      <td data-label="When">
        <time dateTime={new Date(time).toISOString()}>
          <Age of={time} />
        </time>
      </td>
      <td data-label="Size">{bytes(size)}</td>
      <td data-label="New">{bytes(newBytes)}</td>
      <td data-label="Read back" data-testid="backup-verified">
        <span>
          <Mood mood={verified ? 'good' : 'bad'}>{verified ? 'whole' : 'not whole'}</Mood>
        </span>
      </td>
      <td className={classes.action}>
        <Button
          variant="default"
          size="xs"
          disabled={disabled}
          aria-label={`Restore ${nameOf(backup)}`}
          onClick={() => onRestore(backup)}
        >
          Restore
        </Button>
      </td>
    </tr>
  );
}
