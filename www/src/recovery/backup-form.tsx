/** Makes a backup, with a label if one is given. */
import { Button, TextInput } from '@mantine/core';
import { IconArchive } from '@tabler/icons-react';
import type { Backups } from 'holdfast/react';
import { type FormEvent, useState } from 'react';
import classes from './backup-form.module.css';

export function BackupForm({ create, pending }: Pick<Backups, 'create' | 'pending'>) {
  const [label, setLabel] = useState('');
  const [said, setSaid] = useState('');
  const backUp = (event: FormEvent) => {
    event.preventDefault();
    create(label.trim() || undefined).then(
      () => {
        setLabel('');
        setSaid('');
      },
      (error: Error) => setSaid(error.message),
    );
  };
  return (
    <form className={classes.form} onSubmit={backUp}>
      <TextInput
        size="sm"
        aria-label="Label of the backup"
        placeholder="Label, if you like"
        value={label}
        error={said || null}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Button
        type="submit"
        size="sm"
        loading={pending}
        leftSection={<IconArchive size={16} stroke={1.8} aria-hidden />}
      >
        Back up now
      </Button>
    </form>
  );
}
