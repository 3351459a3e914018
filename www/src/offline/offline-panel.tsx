/** Without a network everything goes on: a switch to see it, and what it does and does not do. */
import { Button, Switch } from '@mantine/core';
import { useEffect } from 'react';
import field from '../config/field.module.css';
import { duration } from '../lib/format.ts';
import { useStore } from '../lib/store.ts';
import { useStatus } from '../lib/use-status.ts';
import { Mood } from '../shell/mood.tsx';
import { Panel } from '../shell/panel.tsx';
import { Term, Terms } from '../shell/terms.tsx';
import { ask, cut, isOffline, network } from './network.ts';
import classes from './offline-panel.module.css';
import { type Stored, stored, takeNewVersion } from './worker.ts';

const ASK_EVERY_MS = 5000;

const words: Readonly<Record<Stored, string>> = {
  none: 'not stored: the development server, or a browser without service workers',
  storing: 'is being stored…',
  stored: 'stored in this browser, opens without a network',
  newer: 'stored; a newer version is ready',
  failed: 'could not be stored completely',
};

export function OfflinePanel() {
  const now = useStore(network);
  const page = useStore(stored);
  const isInMemory = useStatus(({ durability }) => durability === 'memory');
  const canCut = page === 'stored' || page === 'newer';
  useEffect(() => {
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Panel
      id="offline"
      title="Network"
      note={
        <Mood mood={isOffline(now) ? 'busy' : 'good'} testId="network-state">
          {isOffline(now) ? 'offline' : 'online'}
        </Mood>
      }
      actions={
        page === 'newer' && (
          <Button size="xs" onClick={() => void takeNewVersion()}>
            Use the new version
          </Button>
        )
      }
    >
      <div className={classes.switch}>
        <Switch
          className={field.flag ?? ''}
          labelPosition="left"
          label="Cut the network of this page"
          description="The service worker fails whatever is not stored, in all tabs, until it is switched off. Other pages keep their network."
          checked={now.isCut}
          disabled={!canCut}
          onChange={(event) => void cut(event.currentTarget.checked)}
        />
      </div>
      <Terms>
        <Term label="Browser says" testId="network-browser">
          {now.isOnline ? 'online' : 'offline'}
        </Term>
        <Term label="Server" testId="network-server">
          {now.answeredMs === undefined
            ? 'not asked yet'
            : now.answeredMs === null
              ? 'does not answer'
              : `answers in ${duration(Math.round(now.answeredMs))}`}
        </Term>
        <Term label="This page" testId="page-stored">
          {words[page]}
        </Term>
        <Term label="The state" testId="state-stored">
          {isInMemory ? 'in memory only, gone with this page' : 'in IndexedDB'}; no update, check, backup or undo needs
          a network
        </Term>
      </Terms>
    </Panel>
  );
}
