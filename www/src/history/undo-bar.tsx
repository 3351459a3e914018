/** Undo and redo, and whose updates they are about. Ctrl or ⌘ and Z work as well, with Shift for redo. */
import { Button, NativeSelect } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import type { History } from 'holdfast/react';
import { useState } from 'react';
import classes from './undo-bar.module.css';
import { choices, entryToUndo, PEOPLE } from './whose.ts';

export function UndoBar({ history }: { readonly history: History }) {
  const { entries, canUndo, canRedo } = history;
  const [wanted, setWanted] = useState(PEOPLE);
  const [said, setSaid] = useState('');
  const whose = choices(entries);
  const chosen = whose.some(({ value }) => value === wanted) ? wanted : PEOPLE;
  const next = entryToUndo(entries, chosen);

  const tell = (done: boolean, what: string) => setSaid(done ? '' : `${what}: something newer stands in its place`);
  const undo = () =>
    next && tell(history.undo({ source: next.source }), `${next.label ?? `Version ${next.version}`} stays`);
  const redo = () => canRedo && tell(history.redo(), 'It stays undone');
  useHotkeys([
    ['mod+Z', undo],
    ['mod+shift+Z', redo],
  ]);

  return (
    <div className={classes.bar}>
      <output className={classes.said}>{said}</output>
      <NativeSelect
        size="sm"
        aria-label="Undo whose updates"
        data={whose}
        value={chosen}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconArrowBackUp size={16} stroke={1.8} aria-hidden />}
          disabled={!canUndo || !next}
          onClick={undo}
        >
          Undo
        </Button>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconArrowForwardUp size={16} stroke={1.8} aria-hidden />}
          disabled={!canRedo}
          onClick={redo}
        >
          Redo
        </Button>
      </div>
    </div>
  );
}
