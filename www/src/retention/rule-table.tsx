/** The retention rules of the model, and how much each has dropped since the page was opened. */

import { count } from '../lib/format.ts';
import { useStats } from '../lib/use-stats.ts';
import classes from './rule-table.module.css';
import { RULES } from './rules.ts';

export function RuleTable() {
  const { removed } = useStats().optimization;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Drops</th>
          <th scope="col">Dropped</th>
        </tr>
      </thead>
      <tbody>
        {RULES.map(({ name, from, when }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <code className={classes.from}>{from}</code> <span className={classes.when}>{when}</span>
            </td>
            <td data-testid={`removed-${name}`}>{count(removed[name] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
