/** Adds a thousand nodes, a hundred at a time, and shows how far it is: an update counts once it is on disk. */
import { Button, Progress } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useState } from 'react';
import { count } from '../lib/format.ts';
import { addNodes } from '../nodes/node-updates.ts';
import { sampleNodes } from '../nodes/sample-nodes.ts';
import classes from './load-button.module.css';

const TOTAL = 1000;
const STEP = 100;

export function LoadButton() {
  const [done, setDone] = useState<number | null>(null);

  const load = async () => {
    setDone(0);
    try {
      for (let added = 0; added < TOTAL; added += STEP) {
        const receipt = addNodes(sampleNodes(STEP), 'load');
        if (!receipt.accepted || !(await receipt.durable)) break;
        setDone(added + STEP);
      }
    } catch {
      // Storage did not take it: the status says so.
    } finally {
      setDone(null);
    }
  };

  return (
    <div className={classes.load}>
      <Button
        variant="subtle"
        size="sm"
        leftSection={<IconStack2 size={16} stroke={1.8} aria-hidden />}
        onClick={() => void load()}
        disabled={done !== null}
      >
        {done === null ? `Add ${count(TOTAL)} nodes` : `Adding… ${count(done)}`}
      </Button>
      {done !== null && (
        <Progress
          className={classes.progress}
          value={(done / TOTAL) * 100}
          size={3}
          aria-label="Nodes added"
          transitionDuration={0}
        />
      )}
    </div>
  );
}
