/** The components of the assistant. */
import { count } from '../lib/format.ts';
import { Panel } from '../shell/panel.tsx';
import classes from './component-list.module.css';
import { ComponentRow } from './component-row.tsx';
import { PARTS } from './parts.ts';
import { useTroubled } from './use-troubled.ts';

export function ComponentList() {
  const troubled = useTroubled();
  return (
    <Panel
      id="components"
      title="Components"
      note={`${count(PARTS.length - troubled)} of ${count(PARTS.length)} without an error`}
    >
      <p className={classes.text}>
        One that fails is restarted at once, again after a second, and after four more. Those that need it are restarted
        after it. What does not help leaves it in error, until somebody repairs it.
      </p>
      <ul>
        {PARTS.map((part) => (
          <ComponentRow key={part.name} part={part} />
        ))}
      </ul>
    </Panel>
  );
}
