/** What the last drill has shown: what was damaged, what came back, and what the engine said of it. */
import { Button, CloseButton } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useState } from 'react';
import { describe } from '../events/describe.ts';
import { count } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { Mood } from '../shell/mood.tsx';
import { Panel } from '../shell/panel.tsx';
import { Term, Terms } from '../shell/terms.tsx';
import classes from './drill-report.module.css';
import { outcomeOf } from './outcome.ts';
import { bringBack, type Report, report } from './reports.ts';

export function DrillReport() {
  const shown = useStore(report);
  return shown && <ShownReport shown={shown} />;
}

function ShownReport({ shown }: { readonly shown: Report }) {
  const { title, damaged, before, after, heard } = shown;
  const [said, setSaid] = useState('');
  const { isWhole, mood, verdict, cameBack, slices, loss } = outcomeOf(shown);
  const restore = () => void bringBack(shown).catch((error: Error) => setSaid(error.message));
  return (
    <Panel
      id="drill-report"
      title={`Drill: ${title}`}
      actions={
        <div className={classes.actions}>
          <output aria-live="polite">
            <Mood mood={mood} testId="drill-verdict">
              {verdict}
            </Mood>
          </output>
          <CloseButton aria-label="Put the report away" onClick={() => report.set(null)} />
        </div>
      }
    >
      <Terms>
        <Term label="Damaged" testId="damaged">
          {damaged}
        </Term>
        <Term label="Came back" testId="came-back">
          {cameBack}
        </Term>
        <Term label="Version">
          {count(before.version)} before, {count(after.version)} after
        </Term>
        <Term label="Slices" testId="same-slices">
          {slices}
        </Term>
        <Term label="Data loss" testId="data-loss">
          {loss}
        </Term>
        <Term label="Events heard">
          {heard.length === 0 ? (
            'none'
          ) : (
            <ul>
              {heard.map((event) => (
                <li key={event.id} data-testid="drill-event">
                  <code className={classes.type}>{event.type}</code> {describe(event)}
                </li>
              ))}
            </ul>
          )}
        </Term>
      </Terms>
      {!isWhole && (
        <div className={classes.keepsake}>
          <Button size="sm" leftSection={<IconRestore size={16} stroke={1.8} aria-hidden />} onClick={restore}>
            Bring it back from the file
          </Button>
          <p role="alert">{said}</p>
        </div>
      )}
    </Panel>
  );
}
