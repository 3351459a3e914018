/** The assistant at work: what it does, with or without a network, in one tab or several. */

import { Events } from '../events/events.tsx';
import { FeedPanel } from '../feed/feed-panel.tsx';
import { OfflinePanel } from '../offline/offline-panel.tsx';
import { TabsPanel } from '../tabs/tabs-panel.tsx';
import classes from './dashboard.module.css';

export function LivePage() {
  return (
    <div className={classes.columns}>
      <FeedPanel />
      <div className={classes.aside}>
        <OfflinePanel />
        <TabsPanel />
      </div>
      <Events />
    </div>
  );
}
