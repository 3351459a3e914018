/** How many updates may wait for the disk: with few, a fast feed shows what it is like when the queue is full. */
import { SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import { useConfig } from '../config/use-config.ts';
import { sync } from '../state.ts';
import classes from './queue-limit.module.css';

const LIMITS = [
  { value: '50', label: '50' },
  { value: '5000', label: '5,000' },
  { value: '100000', label: '100,000' },
];

export function QueueLimit() {
  const { queueLimit } = useConfig();
  const id = useId();
  return (
    <div>
      <p id={id} className={classes.label}>
        Room in the queue
      </p>
      <SegmentedControl
        fullWidth
        size="xs"
        radius="md"
        aria-labelledby={id}
        data={LIMITS}
        // One that was set elsewhere is none of these.
        value={String(queueLimit)}
        onChange={(limit) => sync.updateSyncConfig({ queueLimit: Number(limit) })}
      />
      <p className={classes.help}>When it is full an update is refused with queue_full; the feed then waits.</p>
    </div>
  );
}
