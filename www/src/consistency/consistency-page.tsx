/** Whether the state agrees with itself, and what it forgets. */
import { Retention } from '../retention/retention.tsx';
import classes from '../shell/dashboard.module.css';
import { Consistency } from './consistency.tsx';
import { Drills } from './drill-list.tsx';

export function ConsistencyPage() {
  return (
    <div className={classes.columns}>
      <Consistency />
      <div className={classes.aside}>
        <Drills />
      </div>
      <Retention />
    </div>
  );
}
