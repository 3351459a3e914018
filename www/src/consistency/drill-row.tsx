/** One problem that can be made: what it is, and the button that makes it and mends it. */
import { Button } from '@mantine/core';
import { useSyncState } from 'holdfast/react';
import { sync } from '../state.ts';
import classes from './drill-row.module.css';
import { breakIt, type Drill, mendIt } from './drills.ts';

export function DrillRow({ drill }: { readonly drill: Drill }) {
  const isOn = useSyncState(sync, drill.isOn);
  const { name, rule, title, text } = drill;
  return (
    <li className={classes.row} data-testid={`drill-${name}`} data-on={isOn}>
      <div className={classes.what}>
        <h3 className={classes.title}>
          {title} <code className={classes.rule}>{rule}</code>
        </h3>
        <p className={classes.text}>{text}</p>
      </div>
      <Button
        variant={isOn ? 'filled' : 'default'}
        size="xs"
        className={classes.button ?? ''}
        aria-label={`${isOn ? 'Mend' : 'Break'}: ${title}`}
        onClick={() => void (isOn ? mendIt(drill) : breakIt(drill))}
      >
        {isOn ? 'Mend' : 'Break'}
      </Button>
    </li>
  );
}
