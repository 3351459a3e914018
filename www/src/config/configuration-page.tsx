/** Every option of the engine, changed while it runs. */
import classes from '../shell/dashboard.module.css';
import page from './configuration-page.module.css';
import { OptionGroup } from './option-group.tsx';
import { OPTION_GROUPS } from './options.ts';
import { Timers } from './timers.tsx';

export function ConfigurationPage() {
  return (
    <div className={classes.columns}>
      <div className={page.beside}>
        <Timers />
      </div>
      <div className={page.groups}>
        {OPTION_GROUPS.map((group) => (
          <OptionGroup key={group.title} group={group} />
        ))}
      </div>
    </div>
  );
}
