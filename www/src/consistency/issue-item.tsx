/** One problem: how bad, by which rule, where, what is wrong, what was expected and what is there. */
import type { Issue } from 'holdfast';
import { Pointer } from '../rejected/pointer.tsx';
import { Mood } from '../shell/mood.tsx';
import classes from './issue-item.module.css';

export function IssueItem({ issue }: { readonly issue: Issue }) {
  const { code, severity, pointer, message, expected, actual } = issue;
  return (
    <li className={classes.issue} data-testid="inconsistency">
      <p className={classes.head}>
        <Mood mood={severity === 'warning' ? 'busy' : 'bad'} testId="severity">
          {severity}
        </Mood>
        <code className={classes.code} data-testid="rule">
          {code}
        </code>
      </p>
      <p className={classes.pointer} data-testid="pointer">
        <Pointer of={pointer} />
      </p>
      <p className={classes.message}>{message}</p>
      {(expected !== undefined || actual !== undefined) && (
        <dl className={classes.values}>
          <dt>Expected</dt>
          <dd>{expected ?? '–'}</dd>
          <dt>Actual</dt>
          <dd className={classes.actual}>{actual ?? '–'}</dd>
        </dl>
      )}
    </li>
  );
}
