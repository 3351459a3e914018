/** Asks before a recovery: what would be discarded, and that there is a way back. */
import { Button, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import { count } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { sync } from '../state.ts';
import classes from './confirm-dialog.module.css';
import { question } from './questions.ts';
import { recover } from './recoveries.ts';

export function ConfirmDialog() {
  const asked = useStore(question);
  const [busy, setBusy] = useState(false);
  const close = () => question.set(null);
  const go = () => {
    if (!asked) return;
    setBusy(true);
    // What is wrong with storage, the header says.
    recover(asked.what, asked.recover())
      .catch(() => {})
      .finally(() => {
        setBusy(false);
        close();
      });
  };
  return (
    // In parts: as a whole it has a `header`, which would be a second banner of the page.
    <Modal.Root
      opened={asked !== null}
      onClose={close}
      centered
      // Its words go with the question; fading out it would be empty.
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className={classes.body ?? ''}>
          <Modal.Title className={classes.title ?? ''}>Restore {asked?.what}?</Modal.Title>
          <p data-testid="discards" className={classes.discards}>
            {asked?.discards}
          </p>
          <p className={classes.back}>
            The present state, version {count(sync.status.version)}, is kept as a backup first, so this can be taken
            back.
          </p>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} disabled={busy}>
              Cancel
            </Button>
            <Button onClick={go} loading={busy} data-autofocus>
              Restore
            </Button>
          </Group>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
