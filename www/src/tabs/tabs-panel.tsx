/** Several tabs, one state: who is open, how far each is, and which of them does what one does for all. */
import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { count, counted } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { useSettled } from '../lib/use-settled.ts';
import { useStatus } from '../lib/use-status.ts';
import { Mood } from '../shell/mood.tsx';
import { Panel } from '../shell/panel.tsx';
import { TAB } from './present.ts';
import { tabReports } from './roll-call.ts';
import classes from './tabs-panel.module.css';

/** Longer than a tab needs to hear of an update. */
const SETTLED_MS = 700;

export function TabsPanel() {
  const tabs = useStatus((status) => status.tabs);
  const reports = useStore(tabReports);
  const versions = reports.flatMap(({ version }) => version ?? []);
  // Of two words one is always a little older: only what stays is worth a sentence.
  const isInMemory = useStatus(({ durability }) => durability === 'memory');
  const agree = useSettled(new Set(versions).size <= 1, SETTLED_MS);
  return (
    <Panel
      id="tabs"
      title="Tabs"
      note={<span data-testid="tab-count">{counted(tabs, 'tab')}</span>}
      actions={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconExternalLink size={14} aria-hidden />}
          onClick={() => window.open(location.href, '_blank', 'noopener')}
        >
          Open another tab
        </Button>
      }
    >
      <ul className={classes.list}>
        {reports.map(({ tab, version, leads }) => (
          <li key={tab} className={classes.tab} data-testid="tab">
            <span className={classes.name}>
              {tab === TAB ? 'This tab' : `Tab ${tab}`}
              {leads && <Mood mood="good">leads</Mood>}
            </span>
            <span className={classes.version}>
              version <b data-testid="tab-version">{version === undefined ? '–' : count(version)}</b>
            </span>
          </li>
        ))}
      </ul>
      <p className={classes.said} data-testid="tabs-agree">
        {isInMemory ? 'Nothing is stored, so each tab has a state of its own.' : sentence(reports.length, agree)}
      </p>
    </Panel>
  );
}

function sentence(tabs: number, agree: boolean): string {
  const now =
    tabs < 2
      ? 'In another tab every change is there at once; both may write at the same time.'
      : agree
        ? 'All show the same version.'
        : 'Updates are on their way from one to the other.';
  return `${now} The one that leads also makes backups and looks for damage.`;
}
