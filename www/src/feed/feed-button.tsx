/** Starts and stops the feed. */
import { Button } from '@mantine/core';
import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useStore } from '../lib/store.ts';
import { feed } from './feed.ts';

export function FeedButton() {
  const { isRunning } = useStore(feed.figures);
  const Icon = isRunning ? IconPlayerStopFilled : IconPlayerPlayFilled;
  return (
    <Button
      variant={isRunning ? 'default' : 'filled'}
      size="sm"
      leftSection={<Icon size={14} aria-hidden />}
      onClick={() => (isRunning ? feed.stop() : feed.start())}
    >
      {isRunning ? 'Stop the feed' : 'Start the feed'}
    </Button>
  );
}
