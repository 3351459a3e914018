/** Problems in a table: where, what was expected, what was there instead. */
import type { Issue } from 'holdfast';
import classes from './issue-table.module.css';
import { Pointer } from './pointer.tsx';

export function IssueTable({ issues }: { readonly issues: readonly Issue[] }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Pointer</th>
          <th scope="col">Expected</th>
          <th scope="col">Actual</th>
          <th scope="col">Message</th>
        </tr>
      </thead>
      <tbody>
        {issues.map(({ code, pointer, expected, actual, message }) => (
          <tr key={`${code} ${pointer}`} data-testid="issue">
            <td className={classes.code} data-label="Pointer">
              <Pointer of={pointer} />
            </td>
            <td className={classes.code} data-label="Expected">
              {expected ?? '–'}
            </td>
            <td className={`${classes.code} ${classes.actual}`} data-label="Actual">
              {actual ?? '–'}
            </td>
            <td data-label="Message">{message}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
