/** The bar at the top: whose state this is, where it stands, what can be done with all of it, and the pages. */
import { PageTabs } from '../shell/page-tabs.tsx';
import type { PageName } from '../shell/pages.ts';
import { Brand } from './brand.tsx';
import { ColorSchemeSwitch } from './color-scheme-switch.tsx';
import classes from './header.module.css';
import { LoadButton } from './load-button.tsx';
import { OfflineMark } from './offline-mark.tsx';
import { Pending } from './pending.tsx';
import { Saved } from './saved.tsx';
import { StatusBadge } from './status-badge.tsx';
import { Version } from './version.tsx';
import { WorkBar } from './work-bar.tsx';

export function Header({ page }: { readonly page: PageName }) {
  return (
    <header className={classes.bar}>
      <div className={classes.inner}>
        <Brand />
        <div className={classes.facts}>
          <Version />
          <Pending />
          <StatusBadge />
          <Saved />
          <OfflineMark />
        </div>
        <div className={classes.actions}>
          <LoadButton />
          <ColorSchemeSwitch />
        </div>
      </div>
      <PageTabs page={page} />
      <WorkBar />
    </header>
  );
}
