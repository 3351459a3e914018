/** While readers are not notified at once: that it is so, and a button to notify them. */
import { Button } from '@mantine/core';
import { sync } from '../state.ts';
import classes from './flush-note.module.css';
import { useConfig } from './use-config.ts';

export function FlushNote() {
  if (useConfig().enableRealTimeUpdates) return null;
  return (
    <div className={classes.note} role="status">
      <p>Readers do not hear of updates until the state is flushed: what this page shows of it may be old.</p>
      <Button size="xs" onClick={() => void sync.flush()}>
        Flush
      </Button>
    </div>
  );
}
