/** The dashboard: the bar at the top, and one of the pages below it. */
import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { ComponentsPage } from '../components/components-page.tsx';
import { ConfigurationPage } from '../config/configuration-page.tsx';
import { FlushNote } from '../config/flush-note.tsx';
import { ConsistencyPage } from '../consistency/consistency-page.tsx';
import { Header } from '../header/header.tsx';
import { HistoryPage } from '../history/history-page.tsx';
import { RecoveryPage } from '../recovery/recovery-page.tsx';
import { StatisticsPage } from '../statistics/statistics-page.tsx';
import classes from './dashboard.module.css';
import { GraphPage } from './graph-page.tsx';
import { LivePage } from './live-page.tsx';
import { PAGES, type PageName } from './pages.ts';
import { StatePage } from './state-page.tsx';
import { usePage } from './use-page.ts';

const contents: Record<PageName, () => ReactNode> = {
  state: StatePage,
  live: LivePage,
  graph: GraphPage,
  consistency: ConsistencyPage,
  components: ComponentsPage,
  history: HistoryPage,
  recovery: RecoveryPage,
  statistics: StatisticsPage,
  configuration: ConfigurationPage,
};

export function Dashboard() {
  const [page, open] = usePage();
  return (
    <Tabs value={page} onChange={open} keepMounted={false} id="page">
      <Header page={page} />
      <main>
        {PAGES.map(({ name }) => {
          const Content = contents[name];
          return (
            <Tabs.Panel key={name} value={name} className={classes.page ?? ''}>
              <FlushNote />
              <Content />
            </Tabs.Panel>
          );
        })}
      </main>
    </Tabs>
  );
}
