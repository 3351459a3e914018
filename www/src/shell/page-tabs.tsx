/** The tabs of the pages, with the number of what is wrong on those that tell of it. */
import { Tabs } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTroubled } from '../components/use-troubled.ts';
import { useProblemCount } from '../consistency/use-problem-count.ts';
import classes from './page-tabs.module.css';
import { PAGES, type PageName } from './pages.ts';
import { TabCount } from './tab-count.tsx';

export function PageTabs({ page }: { readonly page: PageName }) {
  const list = useRef<HTMLDivElement>(null);
  const problems = useProblemCount();
  const troubled = useTroubled();
  // On a narrow screen the one that is open may be out of view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about the page that is open
  useEffect(() => {
    const open = list.current?.querySelector<HTMLElement>('[aria-selected=true]');
    if (open) list.current?.scrollTo({ left: open.offsetLeft - (list.current.clientWidth - open.offsetWidth) / 2 });
  }, [page]);
  return (
    <div className={classes.scroller} ref={list}>
      <Tabs.List className={classes.list ?? ''} aria-label="Pages">
        {PAGES.map(({ name, label, icon: Icon }) => (
          <Tabs.Tab
            key={name}
            value={name}
            className={classes.tab ?? ''}
            leftSection={<Icon size={16} stroke={1.7} aria-hidden />}
          >
            {label}
            {name === 'consistency' && <TabCount of={problems} noun="problem" />}
            {name === 'components' && <TabCount of={troubled} noun="error" />}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </div>
  );
}
