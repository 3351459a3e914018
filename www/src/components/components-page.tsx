/** The parts of the application that have a life of their own. */
import classes from '../shell/dashboard.module.css';
import { ComponentList } from './component-list.tsx';
import { ComponentLog } from './component-log.tsx';

export function ComponentsPage() {
  return (
    <div className={classes.columns}>
      <ComponentList />
      <div className={classes.aside}>
        <ComponentLog />
      </div>
    </div>
  );
}
