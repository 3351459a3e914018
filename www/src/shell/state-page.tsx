/** What the state holds above, what one can do with it below. */
import { Events } from '../events/events.tsx';
import { NodeForm } from '../nodes/node-form.tsx';
import { Nodes } from '../nodes/nodes.tsx';
import { Rejected } from '../rejected/rejected.tsx';
import { Slices } from '../slices/slices.tsx';
import classes from './dashboard.module.css';

export function StatePage() {
  return (
    <>
      <Slices />
      <div className={classes.columns}>
        <Nodes />
        <div className={classes.aside}>
          <NodeForm />
          <Events />
        </div>
        <Rejected />
      </div>
    </>
  );
}
