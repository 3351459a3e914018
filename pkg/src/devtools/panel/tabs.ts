/** The tabs, in their order, and what each needs of the instance. */
import type { ReactNode } from 'react';
import { BackupsTab } from '../backups/backups-tab.js';
import { ComponentsTab } from '../components/components-tab.js';
import { ConfigurationTab } from '../configuration/configuration-tab.js';
import { EventsTab } from '../events/events-tab.js';
import { HistoryTab } from '../history/history-tab.js';
import { IssuesTab } from '../issues/issues-tab.js';
import { StateTab } from '../state/state-tab.js';
import { StatisticsTab } from '../statistics/statistics-tab.js';

/** One tab. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly Content: () => ReactNode;
  /** The state, or an instance that is not closed, or nothing. */
  readonly needs: 'state' | 'open' | 'nothing';
}

export const TABS: readonly Tab[] = [
  { id: 'state', label: 'State', Content: StateTab, needs: 'nothing' },
  { id: 'history', label: 'History', Content: HistoryTab, needs: 'state' },
  { id: 'events', label: 'Events', Content: EventsTab, needs: 'open' },
  { id: 'issues', label: 'Issues', Content: IssuesTab, needs: 'state' },
  { id: 'components', label: 'Components', Content: ComponentsTab, needs: 'open' },
  { id: 'backups', label: 'Backups', Content: BackupsTab, needs: 'state' },
  { id: 'statistics', label: 'Statistics', Content: StatisticsTab, needs: 'open' },
  { id: 'configuration', label: 'Configuration', Content: ConfigurationTab, needs: 'open' },
];
